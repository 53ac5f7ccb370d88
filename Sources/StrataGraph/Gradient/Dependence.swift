/// Which values of a graph depend, through floating-point values, on given ones.
struct Dependence {
  private let variables: Set<Value>
  /// For each node, which of its results do.
  private var results: [[Bool]] = []
  /// The custom gradients by the nodes of their results.
  private(set) var customGradients: [Int: CustomGradient] = [:]

  /// - Parameter last: the node up to which, and with which, the graph is looked at.
  init(of graph: Graph, on variables: [Value], upTo last: Int) {
    self.variables = Set(variables)
    results.reserveCapacity(last + 1)
    for custom in graph.customGradients {
      for result in custom.results { customGradients[result.node] = custom }
    }
    for (index, node) in graph.nodes[...last].enumerated() {
      if let custom = customGradients[index] {
        // Also if only the body depends: `check` refuses that, instead of losing the gradient.
        let sources = custom.arguments + custom.results.flatMap { graph.nodes[$0.node].operands }
        results.append([sources.contains(where: contains)])
      } else {
        results.append(dependentResults(node))
      }
    }
  }

  /// Whether any result of a node depends on the variables.
  func contains(node: Int) -> Bool { results[node].contains(true) }

  func contains(_ value: Value) -> Bool { variables.contains(value) || results[value.node][value.result] }

  /// Throws if the results depend on the variables in a way that the rule does not know: not through the arguments.
  func check(_ custom: CustomGradient, in graph: Graph) throws(GradientError) {
    // For each value of the body that depends on one outside, that one.
    var outsiders: [Value: Value] = [:]
    func outsider(in value: Value) -> Value? {
      if custom.arguments.contains(value) { return nil }
      return custom.body.contains(value.node) ? outsiders[value] : contains(value) ? value : nil
    }
    for index in custom.body {
      let found = graph.nodes[index].operands.lazy.compactMap { outsider(in: $0) }.first
      for result in graph.nodes[index].types.indices {
        let value = Value(node: index, result: result)
        if contains(value) { outsiders[value] = variables.contains(value) ? value : found }
      }
    }
    for result in custom.results {
      if let found = outsider(in: graph.nodes[result.node].operands[0]) {
        throw .outsideOfCustomGradient(graph[found])
      }
    }
  }

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
