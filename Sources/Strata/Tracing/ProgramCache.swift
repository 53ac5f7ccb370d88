import StrataGraph
import StrataXLA
import Synchronization

/// Compiled programs by their graphs, so that recording the same closure again does not compile it again.
final class ProgramCache: Sendable {
  static let shared = ProgramCache()

  private struct Key: Hashable {
    let graph: Graph
    let donations: [Int: Int]
    let fixedInputs: Set<Int>
    let device: Device
    let shardings: ProgramShardings?
  }

  /// Each program holds the memory that it works in, so not many are kept.
  private static let capacity = 128

  private let entries = Mutex<[Key: any Executable]>([:])

  /// - Parameter shardings: how several devices share inputs and outputs; nil for a single device.
  func executable(
    for graph: Graph, donations: [Int: Int], fixedInputs: Set<Int>, on device: Device,
    shardings: ProgramShardings?
  ) throws -> any Executable {
    let key = Key(
      graph: graph, donations: donations, fixedInputs: fixedInputs, device: device, shardings: shardings)
    if let known = entries.withLock({ $0[key] }) { return known }
    let engine = try Engines.shared.engine(of: device)
    let executable: any Executable =
      if let shardings, let engine = engine as? ShardedEngine {
        try engine.compile(graph.simplified(), donations: donations, shardings: shardings)
      } else {
        try engine.compile(graph.simplified(), donations: donations, fixedInputs: fixedInputs)
      }
    entries.withLock { entries in
      if entries.count >= Self.capacity { entries.removeAll() }
      entries[key] = executable
    }
    return executable
  }
}
