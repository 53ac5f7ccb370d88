import ReferenceEngine
import StrataCPU
import StrataGraph
import Testing

/// Values that several chains compute, so that none of them stores it for the others.
@Suite struct RecomputedValueTests {
  private static let shape = [256, 256]

  /// A deviation from the mean of each column, its square's mean, and the deviation divided by that: the reduction
  /// separates what reads the deviation into two chains.
  private func normalization(of operation: UnaryOperator?) -> Graph {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [256, 4]))
    let kernel = graph.addInput(TensorType(.float32, [4, 256]))
    let mean = graph.addInput(TensorType(.float32, [256]))
    let product = graph.add(.dot(.matrixProduct), x, kernel)
    let spread = Operation.broadcast(shape: Self.shape, axes: [1])
    var deviation = graph.add(.binary(.subtract), product, graph.add(spread, mean))
    if let operation { deviation = graph.add(.unary(operation), deviation) }
    let squares = graph.add(.reduce(.sum, axes: [0]), graph.add(.binary(.multiply), deviation, deviation))
    graph.outputs = [graph.add(.binary(.divide), deviation, graph.add(spread, squares))]
    return graph
  }

  private func inputs(of graph: Graph) -> [HostBuffer] {
    var random = SplitMix(state: 7)
    return graph.inputs.map { input in
      HostBuffer(
        graph[input], (0..<graph[input].count).map { _ in Double.random(in: -1...1, using: &random) })
    }
  }

  private func expectAgreement(_ graph: Graph) throws {
    let actual = try CPUEngine.shared.evaluate(graph, inputs(of: graph))
    let expected = try ReferenceEngine().evaluate(graph, inputs(of: graph))
    for (actual, expected) in zip(actual, expected) {
      #expect(difference(actual.doubles, expected.doubles) < 1e-4)
    }
  }

  private func arenaByteCount(_ graph: Graph) throws -> Int {
    let executable = try CPUEngine.shared.compile(graph, donations: [:]) as! CPUExecutable
    return executable.arenaByteCount
  }

  private var tensorByteCount: Int { 4 * Self.shape.reduce(1, *) }

  /// The product is in memory, the deviation never.
  @Test func cheapValuesAreComputedAgain() throws {
    let graph = normalization(of: .negate)
    try expectAgreement(graph)
    #expect(try arenaByteCount(graph) < 2 * tensorByteCount)
  }

  @Test func expensiveValuesAreStored() throws {
    let graph = normalization(of: .exp)
    try expectAgreement(graph)
    #expect(try arenaByteCount(graph) >= tensorByteCount)
  }

  /// The deviation is returned too, so that it is in memory anyway.
  @Test func returnedValuesAreStored() throws {
    var graph = normalization(of: nil)
    let deviation = graph.nodes.firstIndex { $0.operation == .binary(.subtract) }!
    graph.outputs.append(Value(node: deviation))
    try expectAgreement(graph)
  }

  /// The gradient of a batch normalization with ReLU behind a residual sum, the case that this is for: masks and
  /// deviations of two layers, one of which also goes around the other.
  @Test func gradientOfAResidualBlock() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, Self.shape))
    let left = graph.addInput(TensorType(.float32, [256, 4]))
    let right = graph.addInput(TensorType(.float32, [4, 256]))
    func normalized(_ x: Value) -> Value {
      let spread = Operation.broadcast(shape: Self.shape, axes: [1])
      let count = graph.add(.constant(Literal(Float(Self.shape[0]))))
      let counts = graph.add(.broadcast(shape: [256], axes: []), count)
      let mean = graph.add(.binary(.divide), graph.add(.reduce(.sum, axes: [0]), x), counts)
      let deviation = graph.add(.binary(.subtract), x, graph.add(spread, mean))
      let squares = graph.add(.binary(.multiply), deviation, deviation)
      let variance = graph.add(.binary(.divide), graph.add(.reduce(.sum, axes: [0]), squares), counts)
      let factor = graph.add(.unary(.rsqrt), variance)
      return graph.add(.binary(.multiply), deviation, graph.add(spread, factor))
    }
    func relu(_ x: Value) -> Value { graph.add(.binary(.maximum), x, graph.filled(0, like: x)) }
    let first = relu(normalized(graph.add(.dot(.matrixProduct), left, right)))
    let shifted = graph.add(.concatenate(axis: 0), first, x)
    let second = normalized(
      graph.add(.slice(start: [128, 0], limit: [384, 256], strides: [1, 1]), shifted))
    let result = relu(graph.add(.binary(.add), first, second))
    let loss = graph.add(
      .reduce(.sum, axes: [0, 1]), graph.add(.binary(.multiply), result, graph.add(.unary(.tanh), x)))
    graph.outputs = [loss] + (try graph.gradients(of: loss, withRespectTo: [x, left, right]))
    try expectAgreement(graph.simplified())
  }
}
