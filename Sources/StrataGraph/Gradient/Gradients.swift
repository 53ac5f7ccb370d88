extension Graph {
  /// Appends nodes that compute the gradient of `output` with respect to each of `variables`: reverse mode.
  ///
  /// The appended nodes are ordinary ones, so gradients of gradients work. Nodes that lie on no path from
  /// a variable to the output are not visited. A scan on such a path gives more results afterwards than before. Where
  /// a function has no derivative (ties, kinks), the value is the one JAX takes, with one exception: the maximum or
  /// minimum of a value and a constant, such as a ReLU, has gradient 0 where both are equal.
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
    let gradient = outputGradient ?? scalar(1, self[output].dtype)
    let parts = try pullBack([(output, gradient)], to: variables)
    return zip(variables, parts).map { $1 ?? zeros(like: $0) }
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

  /// Carries gradients with respect to some values back to others.
  /// - Returns: for each variable the gradient with respect to it; nil where it is zero.
  mutating func pullBack(
    _ gradients: [(value: Value, gradient: Value)], to variables: [Value]
  ) throws(GradientError) -> [Value?] {
    guard let last = gradients.map(\.value.node).max() else { return variables.map { _ in nil } }
    let dependence = Dependence(of: self, on: variables, upTo: last)
    var accumulated: [Value: Value] = [:]
    for (value, gradient) in gradients { accumulate(gradient, at: value, in: &accumulated) }
    for index in (0...last).reversed() where dependence.contains(node: index) {
      if let custom = dependence.customGradients[index] {
        // At the first result, the last to be visited, the gradients of all are known.
        guard index == custom.results[0].node else { continue }
        let gradients = custom.results.map { accumulated[$0] }
        guard gradients.contains(where: { $0 != nil }) else { continue }
        try dependence.check(custom, in: self)
        for (argument, part) in zip(custom.arguments, pullBack(gradients, through: custom)) {
          accumulate(part, at: argument, in: &accumulated)
        }
        continue
      }
      let results = nodes[index].types.indices.map { accumulated[Value(node: index, result: $0)] }
      guard results.contains(where: { $0 != nil }) else { continue }
      let operands = nodes[index].operands
      let dependent = operands.map(dependence.contains)
      let parts = try operandGradients(index, results, dependent)
      for (operand, part) in zip(operands, parts) {
        if let part { accumulate(part, at: operand, in: &accumulated) }
      }
    }
    return variables.map { accumulated[$0] }
  }

  private mutating func accumulate(_ part: Value, at value: Value, in accumulated: inout [Value: Value]) {
    accumulated[value] = accumulated[value].map { plus($0, part) } ?? part
  }

  /// The gradient with respect to each operand of a node; nil if it is zero or the operand is not `dependent`.
  private mutating func operandGradients(
    _ index: Int, _ results: [Value?], _ dependent: [Bool]
  ) throws(GradientError) -> [Value?] {
    if case .scan = nodes[index].operation {
      return try scanGradients(at: index, results, dependent: dependent)
    }
    // Of a sort, the other operation with several results, only the first is a number with a gradient.
    guard let gradient = results[0] else { return dependent.map { _ in nil } }
    let pullback = Pullback(node: nodes[index], result: Value(node: index), gradient: gradient)
    var parts: [Value?] = []
    for (position, isDependent) in dependent.enumerated() {
      parts.append(isDependent ? self.gradient(pullback, operand: position) : nil)
    }
    return parts
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
