import StrataGraph

/// Computes slices of elementwise results from slices of their operands, where nothing but slices is used: the
/// gates of a recurrent layer are read straight from the products that they are sums of.
func slicingEarly(_ graph: Graph) -> Graph {
  var slicer = Slicer(graph)
  return slicer.run()
}

private struct Slicer {
  private let graph: Graph
  private var result = Graph()
  private var moved: [Value: Value] = [:]
  /// Elementwise nodes of which only slices are used.
  private var isSliced: [Bool]
  private var known: [Piece: Value] = [:]

  private struct Piece: Hashable {
    let operation: Operation
    let value: Value
  }

  init(_ graph: Graph) {
    self.graph = graph
    isSliced = graph.nodes.map { _ in false }
    var users: [Int: [Int]] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for operand in node.operands { users[operand.node, default: []].append(index) }
    }
    let outputs = Set(graph.outputs.map(\.node))
    for index in graph.nodes.indices.reversed() where !outputs.contains(index) {
      isSliced[index] = canBeSliced(index, users[index] ?? [])
    }
  }

  private func canBeSliced(_ index: Int, _ users: [Int]) -> Bool {
    let node = graph.nodes[index]
    guard node.operation.isElementwise, !users.isEmpty else { return false }
    let slices = users.filter { graph.nodes[$0].operation.isSlice }
    let others = users.filter { !graph.nodes[$0].operation.isSlice }
    // Overlapping slices would compute elements twice.
    let sliced = slices.reduce(0) { $0 + graph.nodes[$1].types[0].count }
    return others.allSatisfy { isSliced[$0] } && sliced <= node.types[0].count
      && (slices.isEmpty || others.isEmpty)
  }

  mutating func run() -> Graph {
    if !isSliced.contains(true) { return graph }
    for (index, node) in graph.nodes.enumerated() where !isSliced[index] {
      let value =
        node.operation.isSlice ? slice(node.operands[0], node.operation) : copy(node)
      for position in node.types.indices {
        moved[Value(node: index, result: position)] = Value(node: value.node, result: position)
      }
    }
    result.outputs = graph.outputs.map { moved[$0]! }
    return result
  }

  private mutating func copy(_ node: Node) -> Value {
    result.add(node.operation, node.operands.map { moved[$0]! })
  }

  private mutating func slice(_ value: Value, _ operation: Operation) -> Value {
    guard isSliced[value.node] else { return result.add(operation, moved[value]!) }
    let piece = Piece(operation: operation, value: value)
    if let known = known[piece] { return known }
    let node = graph.nodes[value.node]
    let operands = node.operands.map { slice($0, operation) }
    let sliced = result.add(node.operation, operands)
    known[piece] = sliced
    return sliced
  }
}

extension Operation {
  fileprivate var isSlice: Bool { if case .slice = self { true } else { false } }
}
