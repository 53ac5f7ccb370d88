import StrataGraph

/// Computes every operation straight from its definition, favouring obviousness over speed: the yardstick for
/// other engines.
///
/// `float32` results are computed in double precision and rounded once; integers are exact.
public final class ReferenceEngine: Engine {
  /// `reference`.
  public let name = "reference"

  /// An engine without state.
  public init() {}

  /// A buffer in the host's memory.
  public func makeBuffer(_ type: TensorType) -> Buffer { HostBuffer(type: type) }

  /// A program that interprets the graph. Throws nothing.
  public func compile(
    _ graph: Graph, donations: [Int: Int], fixedInputs: Set<Int>
  ) throws -> any Executable {
    ReferenceExecutable(graph: graph)
  }
}

/// Reads all inputs, evaluates the program, then writes the outputs; so an output may take over the buffer of an
/// input.
private final class ReferenceExecutable: Executable {
  private let graph: Graph

  init(graph: Graph) { self.graph = graph }

  func run(inputs: [Buffer], outputs: [Buffer]) {
    let arguments = inputs.map { buffer in buffer.withHostBytes { HostTensor(buffer.type, bytes: $0) } }
    for (result, buffer) in zip(evaluate(graph, arguments), outputs) {
      guard let buffer = buffer as? HostBuffer else { fatalError("an output is not in the host's memory") }
      buffer.pointer.copyMemory(from: result.bytes, byteCount: buffer.type.byteCount)
      buffer.noteChange()
    }
  }
}

extension Engine {
  /// Compiles a graph, runs it once and gives its outputs.
  public func evaluate(_ graph: Graph, _ inputs: [Buffer]) throws -> [Buffer] {
    let outputs = graph.outputs.map { makeBuffer(graph[$0]) }
    try compile(graph, donations: [:]).run(inputs: inputs, outputs: outputs)
    return outputs
  }
}
