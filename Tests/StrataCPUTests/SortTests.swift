import StrataCPU
import StrataGraph
import Testing

@Suite struct SortTests {
  @Test(arguments: DType.allCases) func agreesWithTheReference(_ dtype: DType) throws {
    let shapes = [[1], [9], [40], [41], [300], [5, 0], [0, 5], [3, 7], [50, 3], [2, 45, 3], [4, 3, 60]]
    for (seed, shape) in shapes.enumerated() {
      for axis in shape.indices {
        let check = AgreementCheck(seed: seed)
        let x = check.input(dtype, shape, withNaN: true)
        try check.expectAgreement(of: .sort(axis: axis, descending: false), x)
        try check.expectAgreement(of: .sort(axis: axis, descending: true), x)
      }
    }
  }

  @Test(arguments: [40, 1000]) func sortsTheWholeRangeOfIntegers(count: Int) throws {
    func expectSorted<Scalar: TensorScalar & FixedWidthInteger>(_: Scalar.Type) throws {
      var random = SplitMix(state: 7)
      let numbers =
        [Scalar.min, .max, 0, .min, .max]
        + (5..<count).map { _ in Scalar.random(in: .min ... .max, using: &random) }
      for descending in [false, true] {
        var graph = Graph()
        let x = graph.addInput(TensorType(Scalar.dtype, [count]))
        let sorted = graph.add(.sort(axis: 0, descending: descending), x)
        graph.outputs = [Value(node: sorted.node, result: 1), sorted]
        let positions = HostBuffer(type: TensorType(.int32, [count]))
        let result = HostBuffer(type: graph[x])
        try CPUEngine.shared.compile(graph).run(
          inputs: [HostBuffer(numbers, shape: [count])], outputs: [positions, result])
        #expect(result.scalars(as: Scalar.self) == numbers.sorted { descending ? $0 > $1 : $0 < $1 })
        #expect(positions.scalars(as: Int32.self).map { numbers[Int($0)] } == result.scalars(as: Scalar.self))
      }
    }
    try expectSorted(UInt8.self)
    try expectSorted(Int32.self)
    try expectSorted(UInt32.self)
    try expectSorted(Int64.self)
  }

  @Test func sharesLinesAmongThreads() throws {
    let check = AgreementCheck()
    let x = check.input(.float32, [33, 150], withNaN: true)
    try check.expectAgreement(of: .sort(axis: 0, descending: true), x)
    try check.expectAgreement(of: .sort(axis: 1, descending: false), x)
  }

  @Test func computesWithPositionsAlone() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [4]))
    let sorted = graph.add(.sort(axis: 0, descending: false), x)
    let positions = Value(node: sorted.node, result: 1)
    graph.outputs = [graph.add(.binary(.add), positions, positions), positions]
    let result = try runOnEngine(graph, [[3, -1, 2, -1]])
    #expect(result.outputs == [[2, 6, 4, 0], [1, 3, 2, 0]])
  }
}
