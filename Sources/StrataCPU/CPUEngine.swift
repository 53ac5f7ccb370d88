import StrataGraph

/// The engine that runs programs on the host's processor, with oneDNN and own vectorized kernels.
public final class CPUEngine: Engine {
  /// The engine for all programs; it has no state.
  public static let shared = CPUEngine()

  /// `cpu`.
  public let name = "cpu"

  /// An engine.
  public init() {}

  /// Memory of the host, aligned to 64 bytes.
  public func makeBuffer(_ type: TensorType) -> Buffer { HostBuffer(type: type) }

  /// Plans a program; see `CPUExecutable`.
  /// - Throws: `EngineError` if there is no kernel for an operation.
  public func compile(
    _ graph: Graph, donations: [Int: Int], fixedInputs: Set<Int>
  ) throws -> any Executable {
    try CPUExecutable(graph, donations: donations, fixedInputs: fixedInputs)
  }
}
