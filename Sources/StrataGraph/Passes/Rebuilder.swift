/// Finds another value for that of an operation applied to operands in the rebuilder's graph; nil if it has
/// none. A rewrite may add nodes through the rebuilder, but only such that no rewrite leads back.
typealias Rewrite = (inout Rebuilder, Operation, [Value]) -> Value?

/// Builds a graph in which equal nodes are one.
struct Rebuilder {
  private(set) var graph = Graph()
  private let rewrites: [Rewrite]
  private var known: [Application: Value] = [:]

  private struct Application: Hashable {
    let operation: Operation
    let operands: [Value]
  }

  init(rewrites: [Rewrite]) { self.rewrites = rewrites }

  /// The first result of an operation, possibly found in another way.
  mutating func add(_ operation: Operation, _ operands: Value...) -> Value { add(operation, operands) }

  /// The first result of an operation, possibly found in another way.
  mutating func add(_ operation: Operation, _ operands: [Value]) -> Value {
    for rewrite in rewrites {
      if let value = rewrite(&self, operation, operands) { return value }
    }
    let application = Application(operation: operation, operands: operands)
    if let value = known[application] { return value }
    let value = graph.add(operation, operands)
    known[application] = value
    return value
  }

  /// The operation that gives `value`, and its operands.
  func origin(of value: Value) -> (operation: Operation, operands: [Value]) {
    (graph.nodes[value.node].operation, graph.nodes[value.node].operands)
  }

  func shape(of value: Value) -> [Int] { graph[value].shape }
}

extension Graph {
  /// The program built anew, with each node given to the rewrites in turn.
  func rebuilt(with rewrites: [Rewrite]) -> Graph {
    var rebuilder = Rebuilder(rewrites: rewrites)
    var firstResults: [Value] = []
    func moved(_ value: Value) -> Value {
      let first = firstResults[value.node]
      return value.result == 0 ? first : Value(node: first.node, result: value.result)
    }
    for node in nodes { firstResults.append(rebuilder.add(node.operation, node.operands.map(moved))) }
    var result = rebuilder.graph
    result.outputs = outputs.map(moved)
    return result
  }
}
