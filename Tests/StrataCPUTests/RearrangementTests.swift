import ReferenceEngine
import StrataCPU
import StrataGraph
import Testing

@Suite struct RearrangementTests {
  // MARK: Pad

  @Test(arguments: DType.allCases) func padsAndCrops(_ dtype: DType) throws {
    let cases: [(shape: [Int], low: [Int], high: [Int], interior: [Int])] = [
      ([5], [2], [3], [0]), ([5], [-2], [1], [0]), ([5], [1], [-3], [2]), ([5], [-3], [-3], [1]),
      ([7], [-1], [-1], [2]), ([1], [2], [0], [3]), ([3], [-4], [9], [0]), ([3], [9], [-8], [0]),
      ([0], [2], [3], [1]), ([3, 4], [0, 0], [0, 0], [0, 0]), ([3, 4], [0, 1], [0, 2], [0, 0]),
      ([3, 4], [1, 0], [2, 0], [0, 0]), ([3, 4], [1, -1], [-1, 2], [2, 1]),
      ([3, 0], [1, 1], [0, 2], [0, 0]),
      ([2, 3, 5, 2], [0, 1, 2, 0], [0, 1, 1, 0], [0, 0, 0, 0]),
      ([2, 3, 5, 2], [0, 1, -2, 0], [0, -1, 1, 0], [0, 2, 1, 0]),
      ([2, 3, 4], [0, 0, 1], [1, 0, 0], [0, 0, 1]),
      ([2, 3, 4, 3], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]),
    ]
    for (seed, it) in cases.enumerated() {
      let check = AgreementCheck(seed: seed)
      let (x, filling) = (check.input(dtype, it.shape), check.input(dtype, []))
      try check.expectAgreement(of: .pad(low: it.low, high: it.high, interior: it.interior), x, filling)
    }
  }

  @Test func padsWithThreads() throws {
    let check = AgreementCheck()
    let (x, filling) = (check.input(.float32, [30, 28, 28, 1]), check.input(.float32, []))
    try check.expectAgreement(
      of: .pad(low: [0, 3, 2, 0], high: [0, 1, 2, 1], interior: [0, 0, 1, 0]), x, filling)
  }

  // MARK: Concatenate

  @Test(arguments: DType.allCases) func concatenates(_ dtype: DType) throws {
    for (axis, shape) in [
      (0, [3]), (0, [2, 5]), (1, [2, 5]), (1, [3, 2, 4]), (2, [3, 2, 4]), (1, [0, 2]),
    ] {
      let check = AgreementCheck(seed: axis)
      var operands: [Value] = []
      for size in [2, 0, 1, 7] { operands.append(check.input(dtype, shape.replacing(axis, with: size))) }
      try check.expectAgreement(of: .concatenate(axis: axis), operands + operands.prefix(1))
      try check.expectAgreement(of: .concatenate(axis: axis), [operands[2]])
    }
  }

  @Test func concatenatesViews() throws {
    let check = AgreementCheck()
    let x = check.input(.float32, [6, 4])
    let transposed = check.graph.add(.transpose(permutation: [1, 0]), x)
    let part = check.graph.add(.slice(start: [0, 1], limit: [4, 6], strides: [1, 2]), transposed)
    let reversed = check.graph.add(.reverse(axes: [0]), part)
    let flat = check.graph.add(.reshape([12]), part)
    let folded = check.graph.add(.reshape([4, 3]), flat)
    let counted = check.graph.add(.iota(TensorType(.float32, [4, 3]), axis: 1))
    let row = check.graph.add(.broadcast(shape: [4, 3], axes: [1]), check.input(.float32, [3]))
    try check.expectAgreement(of: .concatenate(axis: 1), [part, reversed, folded, counted, row])
    try check.expectAgreement(of: .concatenate(axis: 0), [row, part, counted])
  }

  @Test func concatenatesWithThreads() throws {
    let check = AgreementCheck()
    let operands = [check.input(.float64, [150, 130]), check.input(.float64, [150, 171])]
    try check.expectAgreement(of: .concatenate(axis: 1), operands)
  }

  // MARK: Dynamic slice and update

  @Test(arguments: DType.allCases) func slicesAtComputedPlaces(_ dtype: DType) throws {
    let cases: [(shape: [Int], sizes: [Int])] = [
      ([], []), ([7], [3]), ([7], [7]), ([7], [0]), ([4, 5], [2, 5]), ([4, 5], [4, 2]), ([4, 5], [1, 1]),
      ([3, 4, 5], [2, 1, 3]), ([3, 4, 5], [1, 4, 5]), ([0, 3], [0, 2]),
    ]
    for (seed, it) in cases.enumerated() {
      for start in [-3, 0, 1, 2, 9] {
        let check = AgreementCheck(seed: seed)
        let (x, part) = (check.input(dtype, it.shape), check.input(dtype, it.sizes))
        let starts = it.shape.map { _ in check.integers((start - 1)...(start + 1), []) }
        try check.expectAgreement(of: .dynamicSlice(sizes: it.sizes), [x] + starts)
        try check.expectAgreement(of: .dynamicUpdateSlice, [x, part] + starts)
      }
    }
  }

  @Test func slicesLargePartsWithThreads() throws {
    let check = AgreementCheck()
    let (x, part) = (check.input(.float32, [300, 210]), check.input(.float32, [290, 150]))
    let starts = [check.integers(3...5, []), check.integers(20...30, [])]
    try check.expectAgreement(of: .dynamicSlice(sizes: [280, 190]), [x] + starts)
    try check.expectAgreement(of: .dynamicUpdateSlice, [x, part] + starts)
  }

  @Test func updatesInPlace() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [2, 3]))
    let part = graph.addInput(TensorType(.float32, [1, 2]))
    let (row, column) = (graph.addInput(TensorType(.int32, [])), graph.addInput(TensorType(.int32, [])))
    graph.outputs = [graph.add(.dynamicUpdateSlice, x, part, row, column)]
    let result = try runOnEngine(graph, [[1, 2, 3, 4, 5, 6], [7, 8], [1], [0]], donations: [0: 0])
    #expect(result.inputs[0] == [1, 2, 3, 7, 8, 6])
  }

  @Test func keepsTheOperandOfAnUpdateForOtherReaders() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [3]))
    let part = graph.addInput(TensorType(.float32, [2]))
    let start = graph.addInput(TensorType(.int32, []))
    let doubled = graph.add(.binary(.add), x, x)
    let updated = graph.add(.dynamicUpdateSlice, doubled, part, start)
    graph.outputs = [graph.add(.binary(.subtract), updated, doubled)]
    let result = try runOnEngine(graph, [[1, 2, 3], [0, 0], [1]])
    #expect(result.outputs[0] == [0, -4, -6])
  }

  // MARK: Views

  @Test(arguments: DType.allCases) func readsReversedAndSteppedSlices(_ dtype: DType) throws {
    for (seed, shape) in [[7], [5, 6], [3, 4, 5], [0, 3]].enumerated() {
      let check = AgreementCheck(seed: seed)
      let x = check.input(dtype, shape)
      let axes = [0, shape.count - 1]
      try check.expectAgreement(of: .reverse(axes: Array(Set(axes))), x)
      try check.expectAgreement(
        of: .slice(start: shape.map { min($0, 1) }, limit: shape, strides: shape.map { _ in 2 }), x)
      try check.expectAgreement(of: .transpose(permutation: Array(shape.indices.reversed())), x)
      try check.expectAgreement(of: .iota(TensorType(dtype, shape), axis: 0))
    }
  }
}

extension [Int] {
  fileprivate func replacing(_ axis: Int, with size: Int) -> [Int] {
    var result = self
    result[axis] = size
    return result
  }
}
