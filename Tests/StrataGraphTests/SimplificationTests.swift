import ReferenceEngine
import Testing

@testable import StrataGraph

@Suite struct SimplificationTests {
  @Test(arguments: conformanceFamilies) func keepsValues(_ family: ConformanceFamily) throws {
    for row in family.rows {
      try expectSameValues(row.graph, row.inputs, row.graph.hasHalves ? row.tolerance : .elementwise)
    }
  }

  @Test(arguments: conformanceFamilies) func keepsGradients(_ family: ConformanceFamily) throws {
    for row in family.differentiableRows {
      var program = try ScalarProgram(row).differentiated()
      program.graph.outputs = [program.loss]
      try expectSameValues(program.graph, program.inputs)
    }
  }

  @Test func keepsValuesOfRandomPrograms() throws {
    for seed in 0..<300 {
      var random = RandomProgram(seed: UInt64(seed))
      let (graph, inputs) = random.make()
      try expectSameValues(graph, inputs)
    }
  }

  private func expectSameValues(
    _ graph: Graph, _ inputs: [HostBuffer], _ tolerance: Tolerance = .elementwise
  ) throws {
    let simplified = graph.simplified()
    #expect(simplified.inputs.map { simplified[$0] } == graph.inputs.map { graph[$0] })
    let expected = try ReferenceEngine().evaluate(graph, inputs)
    let actual = try ReferenceEngine().evaluate(simplified, inputs)
    #expect(actual.count == expected.count)
    for (actual, expected) in zip(actual, expected) {
      if let difference = firstDifference(actual, expected, tolerance) {
        Issue.record("\(difference)\n\(graph)\nsimplified:\n\(simplified)")
      }
    }
  }

  @Test func isItsOwnFixedPoint() {
    for row in conformanceRows {
      let once = row.graph.simplified()
      #expect(once.simplified() == once, "\(row.name)")
    }
  }
}

extension Graph {
  fileprivate var hasHalves: Bool { nodes.contains { $0.types[0].dtype.isHalf } }
}

/// Small programs full of what simplification looks for.
struct RandomProgram {
  private var random: SeededRandom
  private var graph = Graph()
  private var values: [Value] = []

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  mutating func make() -> (Graph, [HostBuffer]) {
    let shapes = [[], [3], [1, 3], [2, 3], [2, 1], [2, 3, 4], [3, 1, 2]]
    let inputs = shapes.map { shape in
      let type = TensorType(.float32, shape)
      let numbers: [Float] = (0..<type.count).map { _ in pick([-0.0, 0, 1, -1, 2.5, -3, .infinity]) }
      return HostBuffer(numbers, shape: shape)
    }
    values = inputs.map { graph.addInput($0.type) }
    for number in [0, -0.0, 1, -1, 2] { values.append(graph.scalar(number, .float32)) }
    for _ in 0..<60 { addNode() }
    graph.outputs = (0..<6).map { _ in pick(values) }
    return (graph, inputs)
  }

  private mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices.randomElement(using: &random)!
  }

  /// Adds a random operation of random operands, if they fit it.
  private mutating func addNode() {
    let (x, y) = (pick(values), pick(values))
    let shape = graph[x].shape
    let axes = Array(shape.indices)
    let operation: Operation = pick([
      .unary(.negate), .unary(.abs), .unary(.not), .unary(.exp), .binary(.add), .binary(.subtract),
      .binary(.multiply), .binary(.divide), .binary(.power), .binary(.maximum), .binary(.and),
      .compare(.less),
      .compare(.equal), .select, .convert(.float64), .convert(.float32), .convert(.bool), .bitcast(.int32),
      .bitcast(.float32), .broadcast(shape: [2, 3], axes: shape.count == 1 ? [1] : axes),
      .broadcast(shape: [4] + shape, axes: axes.map { $0 + 1 }), .reshape(shape.reversed()),
      .reshape([1] + shape),
      .transpose(permutation: axes.shuffled(using: &random)), .transpose(permutation: axes.reversed()),
      .reverse(axes: axes),
      .slice(start: axes.map { _ in 0 }, limit: shape, strides: axes.map { _ in 1 }),
      .pad(low: axes.map { _ in 0 }, high: axes.map { _ in 0 }, interior: axes.map { _ in 0 }),
      .reduce(.sum, axes: shape.first == 1 ? [0] : []), .reduce(.maximum, axes: axes), .concatenate(axis: 0),
    ])
    let operands =
      switch operation {
      case .binary, .compare, .concatenate: [x, partner(of: x, preferring: y)].shuffled(using: &random)
      case .select: [condition(for: x), x, partner(of: x, preferring: y)]
      case .pad: [x, graph.scalar(0, graph[x].dtype)]
      default: [x]
      }
    if let value = try? graph.append(operation, operands) { values.append(value) }
  }

  /// A value of the same type.
  private mutating func partner(of x: Value, preferring y: Value) -> Value {
    if graph[y] == graph[x] { return y }
    if graph[y] == TensorType(graph[x].dtype, []) { return graph.broadcast(y, to: graph[x].shape, axes: []) }
    return pick(values.filter { graph[$0] == graph[x] })
  }

  private mutating func condition(for x: Value) -> Value {
    let type = graph[x].with(.bool)
    return values.last { graph[$0] == type } ?? graph.fill(pick([0, 1]), type)
  }
}
