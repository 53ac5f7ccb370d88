import StrataGraph
import Synchronization

/// Compiled programs by their graphs, so that recording the same closure again does not compile it again.
final class ProgramCache: Sendable {
  static let shared = ProgramCache()

  private struct Key: Hashable {
    let graph: Graph
    let donations: [Int: Int]
    let fixedInputs: Set<Int>
    let device: Device
  }

  /// Each program holds the memory that it works in, so not many are kept.
  private static let capacity = 128

  private let entries = Mutex<[Key: any Executable]>([:])

  func executable(
    for graph: Graph, donations: [Int: Int], fixedInputs: Set<Int>, on device: Device
  ) throws -> any Executable {
    let key = Key(graph: graph, donations: donations, fixedInputs: fixedInputs, device: device)
    if let known = entries.withLock({ $0[key] }) { return known }
    let executable = try Engines.shared.engine(of: device).compile(
      graph.simplified(), donations: donations, fixedInputs: fixedInputs)
    entries.withLock { entries in
      if entries.count >= Self.capacity { entries.removeAll() }
      entries[key] = executable
    }
    return executable
  }
}
