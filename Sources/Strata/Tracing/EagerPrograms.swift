import StrataCPU
import StrataGraph
import Synchronization

/// The compiled programs of single operations on concrete tensors.
final class EagerPrograms: Sendable {
  static let shared = EagerPrograms()

  private struct Key: Hashable {
    let operation: Operation
    let operands: [TensorType]
  }

  private struct Entry {
    let executable: any Executable
    let results: [TensorType]
  }

  /// More programs than this are not kept; one pass of unusual shapes must not fill the memory for good.
  private static let capacity = 4096

  private let entries = Mutex<[Key: Entry]>([:])

  func run(_ operation: Operation, _ operands: [Buffer]) throws -> [Buffer] {
    let key = Key(operation: operation, operands: operands.map(\.type))
    let entry: Entry
    if let known = entries.withLock({ $0[key] }) {
      entry = known
    } else {
      entry = try compile(key)
      entries.withLock { entries in
        if entries.count >= Self.capacity { entries.removeAll() }
        entries[key] = entry
      }
    }
    let results = entry.results.map { CPUEngine.shared.makeBuffer($0) }
    entry.executable.run(inputs: operands, outputs: results)
    return results
  }

  private func compile(_ key: Key) throws -> Entry {
    var graph = Graph()
    let inputs = key.operands.map { graph.addInput($0) }
    let first = try graph.append(key.operation, inputs)
    let types = graph.nodes[first.node].types
    graph.outputs = types.indices.map { Value(node: first.node, result: $0) }
    return Entry(executable: try CPUEngine.shared.compile(graph, donations: [:]), results: types)
  }
}
