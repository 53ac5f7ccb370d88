import StrataCPU
import StrataGraph
import Testing

@Suite struct IndexingTests {
  private static let cases: [(shape: [Int], axis: Int, indices: [Int])] = [
    ([5], 0, []), ([5], 0, [9]), ([5], 0, [0]), ([4, 3], 0, [2, 5]), ([4, 3], 1, [7]), ([2, 5, 3], 1, [11]),
    ([2, 5, 3], 2, []), ([2, 5, 130], 1, [4, 3]), ([3, 1, 2], 1, [3]), ([3, 0, 2], 1, [0]), ([0, 4], 1, [3]),
    ([4, 0], 0, [3]),
  ]

  @Test(arguments: DType.allCases) func gathers(_ dtype: DType) throws {
    for (seed, it) in Self.cases.enumerated() {
      let check = AgreementCheck(seed: seed)
      let x = check.input(dtype, it.shape, withNaN: true)
      let indices = check.integers(-2...(it.shape[it.axis] + 1), it.indices)
      try check.expectAgreement(of: .gather(axis: it.axis), x, indices)
    }
  }

  @Test(arguments: DType.allCases) func scatters(_ dtype: DType) throws {
    for (seed, it) in Self.cases.enumerated() {
      for combination in ScatterCombination.allCases where combination == .replace || dtype != .bool {
        let check = AgreementCheck(seed: seed)
        let x = check.input(dtype, it.shape)
        let indices = check.integers(-2...(it.shape[it.axis] + 1), it.indices)
        let updates = check.input(
          dtype, Array(it.shape[..<it.axis]) + it.indices + Array(it.shape[(it.axis + 1)...]))
        try check.expectAgreement(of: .scatter(axis: it.axis, combination), x, indices, updates)
      }
    }
  }

  @Test func sharesLargeWorkAmongThreads() throws {
    for (shape, axis) in [([20, 33], 0), ([3, 20, 15], 1)] {
      let check = AgreementCheck()
      let indices = check.integers(-1...20, [1000])
      var updates = shape
      updates[axis] = 1000
      for combination in ScatterCombination.allCases {
        try check.expectAgreement(
          of: .scatter(axis: axis, combination), check.input(.float32, shape), indices,
          check.input(.float32, updates))
      }
      try check.expectAgreement(of: .gather(axis: axis), check.input(.float32, shape), indices)
    }
  }

  @Test func addsInPlace() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [3, 2]))
    let indices = graph.addInput(TensorType(.int32, [3]))
    let updates = graph.addInput(TensorType(.float32, [3, 2]))
    graph.outputs = [graph.add(.scatter(axis: 0, .add), x, indices, updates)]
    let result = try runOnEngine(
      graph, [[1, 2, 3, 4, 5, 6], [2, 0, 2], [1, 1, 10, 10, 2, 2]], donations: [0: 0])
    #expect(result.inputs[0] == [11, 12, 3, 4, 8, 9])
  }

  @Test func scattersAsUpdatesWhatItScattersInto() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [3]))
    let indices = graph.addInput(TensorType(.int32, [3]))
    graph.outputs = [graph.add(.scatter(axis: 0, .add), x, indices, x)]
    let result = try runOnEngine(graph, [[1, 2, 4], [1, 2, 1]], donations: [0: 0])
    #expect(result.inputs[0] == [1, 7, 6])
  }
}
