import ReferenceEngine
import StrataCPU
import StrataGraph
import Testing

/// A program that is run on the engine and on the reference with random inputs.
final class AgreementCheck {
  var graph = Graph()
  private var inputs: [HostBuffer] = []
  private var random: SplitMix

  init(seed: Int = 1) { random = SplitMix(state: UInt64(seed)) }

  /// An input of numbers that are often equal; in floating point with zeros of both signs, infinities and, if
  /// asked for, NaN.
  func input(_ dtype: DType, _ shape: [Int], withNaN: Bool = false) -> Value {
    let type = TensorType(dtype, shape)
    let special = [-0.0, .infinity, -.infinity, withNaN ? .nan : 0]
    let elements = (0..<type.count).map { _ in
      switch dtype {
      case .bool, .uint8, .uint32: Double(Int.random(in: 0...9, using: &random))
      case .int32, .int64: Double(Int.random(in: -9...9, using: &random))
      case .float16, .bfloat16, .float32, .float64:
        Bool.random(using: &random)
          ? Double(Int.random(in: -4...4, using: &random)) / 4 : special.randomElement(using: &random)!
      }
    }
    return add(HostBuffer(type, elements))
  }

  /// An input of integers from a range.
  func integers(_ range: ClosedRange<Int>, _ shape: [Int]) -> Value {
    let type = TensorType(.int32, shape)
    return add(
      HostBuffer(type, (0..<type.count).map { _ in Double(Int.random(in: range, using: &random)) }))
  }

  private func add(_ buffer: HostBuffer) -> Value {
    inputs.append(buffer)
    return graph.addInput(buffer.type)
  }

  /// Expects equal results of an operation on operands in the graph, bit by bit but for the sign of zero.
  func expectAgreement(
    of operation: Operation, _ operands: Value..., at location: SourceLocation = #_sourceLocation
  ) throws {
    try expectAgreement(of: operation, operands, at: location)
  }

  /// The same for a list of operands.
  func expectAgreement(
    of operation: Operation, _ operands: [Value], at location: SourceLocation = #_sourceLocation
  ) throws {
    var graph = graph
    let node = try graph.append(operation, operands).node
    graph.outputs = graph.nodes[node].types.indices.map { Value(node: node, result: $0) }
    try expectAgreement(of: graph, at: location)
  }

  /// Expects equal outputs of the whole program.
  func expectAgreement(_ comment: String, at location: SourceLocation = #_sourceLocation) throws {
    try expectAgreement(of: graph, comment, at: location)
  }

  private func expectAgreement(of graph: Graph, _ comment: String = "", at location: SourceLocation) throws {
    let actual = try CPUEngine.shared.evaluate(graph, inputs)
    let expected = try ReferenceEngine().evaluate(graph, inputs)
    for index in graph.outputs.indices {
      let difference = firstDifference(actual[index], expected[index], .exact)
      #expect(difference == nil, "\(comment), result \(index)\n\(graph)", sourceLocation: location)
    }
  }
}
