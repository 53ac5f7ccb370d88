import StrataGraph
import Synchronization

/// What runs at once on concrete tensors: one operation, or a few that are compiled together.
enum EagerWork: Hashable, Sendable {
  case operation(Operation)
  /// An elementwise operation after the operands are broadcast to one shape.
  case elementwise(Operation)
  /// Several operations, which the name and the attributes determine together with the operands' types.
  case composite(String, [Int])
}

/// The compiled programs for work on concrete tensors.
final class EagerPrograms: Sendable {
  static let shared = EagerPrograms()

  private struct Key: Hashable {
    let work: EagerWork
    let device: Device
    let operands: [TensorType]
  }

  private struct Entry {
    let engine: any Engine
    let executable: any Executable
    let results: [TensorType]
  }

  /// More programs than this are not kept; one pass of unusual shapes must not fill the memory for good.
  private static let capacity = 4096

  private let entries = Mutex<[Key: Entry]>([:])

  /// Runs one operation.
  func run(_ operation: Operation, _ operands: [Buffer]) throws -> [Buffer] {
    try run(.operation(operation), operands) { Tensor.applyAll(operation, $0) }
  }

  /// Runs the operations that `body` applies to its arguments; it is called only if no program is there yet.
  func run(
    _ work: EagerWork, _ operands: [Buffer], _ body: ([Tensor]) throws -> [Tensor]
  ) throws -> [Buffer] {
    let key = Key(work: work, device: .current, operands: operands.map(\.type))
    let entry: Entry
    if let known = entries.withLock({ $0[key] }) {
      entry = known
    } else {
      entry = try compile(key, body)
      entries.withLock { entries in
        if entries.count >= Self.capacity { entries.removeAll() }
        entries[key] = entry
      }
    }
    let results = entry.results.map { entry.engine.makeBuffer($0) }
    try entry.executable.run(inputs: try operands.map(entry.engine.adopting), outputs: results)
    return results
  }

  private func compile(_ key: Key, _ body: ([Tensor]) throws -> [Tensor]) throws -> Entry {
    let trace = Trace()
    let arguments = key.operands.map { trace.argument($0) }
    let results = try trace.record { try body(arguments) }
    require(trace.captures.isEmpty, "\(key.work) uses a tensor that is none of its operands")
    var graph = trace.graph
    graph.outputs = results.map { trace.value(of: $0) }
    let engine = try Engines.shared.engine(of: key.device)
    return Entry(
      engine: engine, executable: try engine.compile(graph.simplified(), donations: [:]),
      results: results.map(\.type))
  }
}
