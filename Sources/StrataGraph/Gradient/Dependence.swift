/// Which values of a graph depend, through floating-point values, on given ones.
struct Dependence {
  private let variables: Set<Value>
  /// For each node, which of its results do.
  private var results: [[Bool]] = []

  /// - Parameter last: the node up to which, and with which, the graph is looked at.
  init(of graph: Graph, on variables: [Value], upTo last: Int) {
    self.variables = Set(variables)
    results.reserveCapacity(last + 1)
    for node in graph.nodes[...last] { results.append(dependentResults(node)) }
  }

  /// Whether any result of a node depends on the variables.
  func contains(node: Int) -> Bool { results[node].contains(true) }

  func contains(_ value: Value) -> Bool { variables.contains(value) || results[value.node][value.result] }

  private func dependentResults(_ node: Node) -> [Bool] {
    let operands = node.operands.map(contains)
    guard operands.contains(true) else { return node.types.map { _ in false } }
    if case .scan(let scan) = node.operation { return scan.dependence(onOperands: operands).results }
    return node.types.map(\.dtype.isFloatingPoint)
  }
}

extension Scan {
  /// What depends on operands, through any number of steps.
  /// - Parameter operands: for each operand, whether it is one of them.
  /// - Returns: which inputs of the body do (an operand does itself), and which results.
  func dependence(onOperands operands: [Bool]) -> (inputs: [Bool], results: [Bool]) {
    var inputs = operands
    while true {
      let variables = body.inputs.indices.filter { inputs[$0] }.map { body.inputs[$0] }
      let dependence = Dependence(of: body, on: variables, upTo: body.nodes.count - 1)
      let outputs = body.outputs.map(dependence.contains)
      let reached = (0..<carryCount).filter { outputs[$0] && !inputs[$0] }
      if reached.isEmpty {
        return (inputs, outputs.indices.map { outputs[$0] || $0 < carryCount && inputs[$0] })
      }
      for carry in reached { inputs[carry] = true }
    }
  }
}
