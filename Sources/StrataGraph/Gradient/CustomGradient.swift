/// A part of a program for which the caller gives the gradient: what JAX calls `custom_vjp`.
///
/// The rule is recorded once, among the graph's ordinary nodes, as a computation of `pulledBack` from `upstream`,
/// which stands for the gradients of the results:
///
/// ```
/// arguments → body → results        upstream → rule → pulledBack
/// ```
///
/// When `gradients` comes to the results, it does not go into the body: it repeats the rule with the real gradients
/// in the place of `upstream`, and goes on at the arguments. The repeated nodes are ordinary too, so that a gradient
/// of this gradient differentiates the rule. Where the rule takes values that the body computed, that goes into the
/// body; everywhere else the results follow the rule, in every order, as in TensorFlow and PyTorch. (JAX, for the
/// gradient of a gradient, differentiates the body in the place of the results.)
///
/// Nothing of this is left in a compiled program: a rule that is not used is dead code, and arguments and results
/// are reshapes to the same shape, which simplification removes.
public struct CustomGradient: Hashable, Sendable {
  /// Nodes of their own, through which alone the body may depend on what a gradient is asked for.
  public let arguments: [Value]
  /// Nodes of their own, after the body.
  public let results: [Value]
  /// Placeholders for the gradients of the results.
  public let upstream: [Value]
  /// The gradients of the arguments.
  public let pulledBack: [Value]
  /// The nodes of the body.
  let body: Range<Int>
  /// The nodes of the rule, the placeholders included.
  let rule: Range<Int>
}

extension CustomGradient {
  /// A rule whose parts have just been appended to a graph, in this order: arguments, body, results, placeholders,
  /// rule.
  package init(
    arguments: [Value], results: [Value], upstream: [Value], pulledBack: [Value], endOfRule: Int
  ) {
    self.arguments = arguments
    self.results = results
    self.upstream = upstream
    self.pulledBack = pulledBack
    body = arguments.last!.node + 1..<results[0].node
    rule = upstream[0].node..<endOfRule
  }

  /// All that it refers to.
  var values: [Value] { arguments + results + upstream + pulledBack }

  /// The same of a copy of the nodes that is somewhere else.
  func moved(_ value: (Value) -> Value, _ range: (Range<Int>) -> Range<Int>) -> CustomGradient {
    CustomGradient(
      arguments: arguments.map(value), results: results.map(value), upstream: upstream.map(value),
      pulledBack: pulledBack.map(value), body: range(body), rule: range(rule))
  }
}

extension Graph {
  /// The same value as a node of its own.
  package mutating func independent(_ x: Value) -> Value { add(.reshape(self[x].shape), x) }

  /// A node that holds the place of the gradient of `result` while a rule is recorded.
  package mutating func upstreamPlaceholder(for result: Value) -> Value { independent(zeros(like: result)) }

  /// Appends the rule's computation with the given gradients of the results, nil where they are zero.
  /// - Returns: The gradients of the arguments.
  mutating func pullBack(_ gradients: [Value?], through custom: CustomGradient) -> [Value] {
    var places: [Value: Value] = [:]
    for (placeholder, gradient) in zip(custom.upstream, gradients) {
      places[placeholder] = gradient ?? zeros(like: placeholder)
    }
    func moved(_ value: Value) -> Value { places[value] ?? value }
    var starts: [Int] = []
    for index in custom.rule {
      starts.append(nodes.count)
      if case .input = nodes[index].operation { continue }
      if places[Value(node: index)] != nil { continue }
      let copy = add(nodes[index].operation, nodes[index].operands.map(moved))
      for result in nodes[index].types.indices {
        places[Value(node: index, result: result)] = Value(node: copy.node, result: result)
      }
    }
    starts.append(nodes.count)
    func moved(_ range: Range<Int>) -> Range<Int> {
      starts[range.lowerBound - custom.rule.lowerBound]..<starts[range.upperBound - custom.rule.lowerBound]
    }
    // Functions with a custom gradient within this rule keep it in the copy.
    for inner in customGradients where custom.rule.contains(inner.results[0].node) {
      addCustomGradient(inner.moved(moved, moved))
    }
    return custom.pulledBack.map(moved)
  }
}
