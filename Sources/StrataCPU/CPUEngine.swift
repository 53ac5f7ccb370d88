import CStrataKernels
import StrataGraph

/// The engine that runs programs on the host's processor, with oneDNN and own vectorized kernels.
public final class CPUEngine: Engine {
  /// The engine for all programs; it has no state.
  public static let shared = CPUEngine()

  /// `cpu`.
  public let name = "cpu"

  /// An engine.
  public init() {}

  /// Plans a program; see `CPUExecutable`.
  /// - Throws: `EngineError` if there is no kernel for an operation.
  public func compile(
    _ graph: Graph, donations: [Int: Int], fixedInputs: Set<Int>
  ) throws -> any Executable {
    try CPUExecutable(graph, donations: donations, fixedInputs: fixedInputs)
  }

  /// Fills a buffer with rows of a table.
  /// - Parameters:
  ///   - table: the rows one after the other, each as long as those of the buffer.
  ///   - order: which row of the table each row of the buffer is; nil for the first ones.
  ///   - usesThreads: whether all of the engine's threads do it. They wait awake for their next work, and so take the
  ///     processors from others for a while.
  public func copyRows(
    of table: UnsafeRawPointer, order: ArraySlice<Int>?, to buffer: HostBuffer, usesThreads: Bool = true
  ) {
    let count = buffer.type.shape[0]
    precondition(order == nil || order?.count == count, "an order of \(order?.count ?? 0) rows for \(count)")
    guard count > 0 else { return }
    let size = buffer.type.byteCount / count
    let threads = usesThreads ? strata_thread_count() : 1
    guard let order else {
      return strata_copy_rows(table, nil, Int64(count), Int64(size), buffer.pointer, threads)
    }
    order.withUnsafeBytes { bytes in
      strata_copy_rows(
        table, bytes.baseAddress?.assumingMemoryBound(to: Int64.self), Int64(count), Int64(size),
        buffer.pointer, threads)
    }
  }
}
