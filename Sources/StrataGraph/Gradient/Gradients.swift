extension Graph {
  /// Appends nodes that compute the gradient of `output` with respect to each of `variables`: reverse mode.
  ///
  /// The appended nodes are ordinary ones, so gradients of gradients work. Nodes that lie on no path from
  /// a variable to the output are not visited. Where a function has no derivative (ties, kinks), the value is
  /// the one JAX takes, with one exception: the maximum or minimum of a value and a constant, such as a ReLU,
  /// has gradient 0 where both are equal.
  ///
  /// - Parameters:
  ///   - output: A floating-point scalar, or a floating-point tensor if there is an `outputGradient`.
  ///   - variables: Floating-point values: inputs or intermediate ones.
  ///   - outputGradient: What to multiply from the left: a value of the output's type. 1 if omitted.
  /// - Returns: One value for each variable, with its type; zeros where the output does not depend on it.
  /// - Throws: `GradientError` if an operand does not have the type asked for above, or a custom gradient does not
  ///   say how its results depend on a variable.
  public mutating func gradients(
    of output: Value, withRespectTo variables: [Value], outputGradient: Value? = nil
  ) throws(GradientError) -> [Value] {
    try checkGradientOperands(output, variables, outputGradient)
    let dependence = Dependence(of: self, on: variables, upTo: output.node)
    var accumulated: [Value: Value] = [:]
    accumulated[output] = outputGradient ?? scalar(1, self[output].dtype)
    func accumulate(_ part: Value, _ operand: Value, _ graph: inout Graph) {
      accumulated[operand] = accumulated[operand].map { graph.plus($0, part) } ?? part
    }
    for index in (0...output.node).reversed() where dependence.nodes[index] {
      if let custom = dependence.customGradients[index] {
        // The first of the results comes last; by then the gradients of all are known.
        guard index == custom.results[0].node else { continue }
        let gradients = custom.results.map { accumulated[$0] }
        guard gradients.contains(where: { $0 != nil }) else { continue }
        try dependence.check(custom, in: self)
        let upstream = zip(gradients, custom.results).map { $0 ?? zeros(like: $1) }
        for (argument, part) in zip(custom.arguments, pullBack(upstream, through: custom)) {
          accumulate(part, argument, &self)
        }
        continue
      }
      guard let gradient = accumulated[Value(node: index)] else { continue }
      let pullback = Pullback(node: nodes[index], result: Value(node: index), gradient: gradient)
      for (position, operand) in nodes[index].operands.enumerated() where dependence.contains(operand) {
        guard let part = self.gradient(pullback, operand: position) else { continue }
        accumulate(part, operand, &self)
      }
    }
    return variables.map { accumulated[$0] ?? zeros(like: $0) }
  }

  private func checkGradientOperands(
    _ output: Value, _ variables: [Value], _ outputGradient: Value?
  ) throws(GradientError) {
    for value in [output] + variables where !self[value].dtype.isFloatingPoint {
      throw .notFloatingPoint(self[value])
    }
    if let outputGradient {
      guard self[outputGradient] == self[output] else {
        throw .outputGradientMismatch(output: self[output], outputGradient: self[outputGradient])
      }
    } else if self[output].rank != 0 {
      throw .notScalar(self[output])
    }
  }
}

/// Which values of a graph depend, through floating-point values, on given ones.
private struct Dependence {
  private let variables: Set<Value>
  /// Whether the first result of a node does. The other results (of a sort) are integers.
  private(set) var nodes: [Bool] = []
  /// The custom gradients by the nodes of their results.
  private(set) var customGradients: [Int: CustomGradient] = [:]

  init(of graph: Graph, on variables: [Value], upTo last: Int) {
    self.variables = Set(variables)
    for custom in graph.customGradients {
      for result in custom.results { customGradients[result.node] = custom }
    }
    for (index, node) in graph.nodes[...last].enumerated() {
      let operands = node.operands + (customGradients[index]?.arguments ?? [])
      nodes.append(node.types[0].dtype.isFloatingPoint && operands.contains { contains($0) })
    }
  }

  func contains(_ value: Value) -> Bool {
    variables.contains(value) || (value.result == 0 && nodes[value.node])
  }

  /// Throws if the results depend on a variable in a way that the rule does not know: not through the arguments.
  func check(_ custom: CustomGradient, in graph: Graph) throws(GradientError) {
    var outsiders: [Value: Value] = [:]
    func outsider(in value: Value) -> Value? {
      if custom.arguments.contains(value) { return nil }
      return custom.body.contains(value.node) ? outsiders[value] : contains(value) ? value : nil
    }
    for index in custom.body where graph.nodes[index].types[0].dtype.isFloatingPoint {
      let value = Value(node: index)
      let found = graph.nodes[index].operands.lazy.compactMap { outsider(in: $0) }.first
      outsiders[value] = variables.contains(value) ? value : found
    }
    for result in custom.results {
      if let found = outsider(in: graph.nodes[result.node].operands[0]) {
        throw .outsideOfCustomGradient(graph[found])
      }
    }
  }
}

/// A node whose result's gradient is known.
struct Pullback {
  let operation: Operation
  let operands: [Value]
  let result: Value
  /// The gradient of the output with respect to `result`.
  let gradient: Value

  init(node: Node, result: Value, gradient: Value) {
    operation = node.operation
    operands = node.operands
    self.result = result
    self.gradient = gradient
  }
}
