extension Graph {
  /// The program with each ReLU that only a maximum over windows reads behind that maximum, where there are fewer
  /// elements: `max over window of max(x, 0) = max(max over window of x, 0)`.
  ///
  /// The gradient goes the other way round. An element has one where it is the first maximum of its window and
  /// positive; so instead of what was scattered over the elements, what is to be scattered is set to 0 where the
  /// window's maximum is not positive. Where it is, the first maximum of `x` is that of `max(x, 0)`.
  func withReluBehindPooling() -> Graph {
    let poolings = Poolings(in: self)
    if poolings.pooled.isEmpty { return self }
    var rebuilder = Rebuilder(rewrites: [])
    var firstResults: [Value] = []
    func moved(_ value: Value) -> Value {
      let first = firstResults[value.node]
      return value.result == 0 ? first : Value(node: first.node, result: value.result)
    }
    for (index, node) in nodes.enumerated() {
      if let input = poolings.pooled[index] {
        let maximum = rebuilder.add(node.operation, moved(input))
        firstResults.append(rebuilder.add(.binary(.maximum), maximum, rebuilder.zeros(like: maximum)))
      } else if let gradient = poolings.gradients[index] {
        let (input, source) = (moved(gradient.input), moved(gradient.source))
        let maximum = rebuilder.add(.reduceWindow(.maximum, gradient.window), input)
        let zeros = rebuilder.zeros(like: maximum)
        let isPositive = rebuilder.add(.compare(.greater), maximum, zeros)
        firstResults.append(
          rebuilder.add(
            .selectAndScatter(gradient.window), input, rebuilder.add(.select, isPositive, source, zeros)))
      } else {
        firstResults.append(rebuilder.add(node.operation, node.operands.map(moved)))
      }
    }
    var result = rebuilder.graph
    result.outputs = outputs.map(moved)
    return result
  }
}

extension Rebuilder {
  fileprivate mutating func zeros(like value: Value) -> Value {
    let zero = add(.constant(Literal(0, graph[value].dtype)))
    return add(.broadcast(shape: shape(of: value), axes: []), zero)
  }
}

/// The maxima over windows of ReLUs which nothing else reads, and their gradients.
private struct Poolings {
  struct Gradient {
    let input: Value
    let source: Value
    let window: Window
  }

  private let graph: Graph
  private let users: [Int: [Int]]
  /// By the node of the maximum over windows, what the ReLU is applied to.
  private(set) var pooled: [Int: Value] = [:]
  /// By the node that lets the scattered elements pass where the ReLU's input is positive.
  private(set) var gradients: [Int: Gradient] = [:]

  init(in graph: Graph) {
    self.graph = graph
    var users: [Int: [Int]] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for operand in Set(node.operands) { users[operand.node, default: []].append(index) }
    }
    for output in graph.outputs { users[output.node, default: []].append(graph.nodes.count) }
    self.users = users
    for index in graph.nodes.indices {
      if let input = reluInput(index) { visit(index, input) }
    }
  }

  /// What a ReLU is applied to.
  private func reluInput(_ index: Int) -> Value? {
    let node = graph.nodes[index]
    guard node.operation == .binary(.maximum), node.types[0].dtype.isFloatingPoint else { return nil }
    return isZero(node.operands[1]) ? node.operands[0] : isZero(node.operands[0]) ? node.operands[1] : nil
  }

  private func isZero(_ value: Value) -> Bool { graph.uniformConstant(value) == 0 }

  private mutating func visit(_ index: Int, _ input: Value) {
    var (pooled, gradients): ([Int: Value], [Int: Gradient]) = ([:], [:])
    for user in users[index] ?? [] {
      guard user < graph.nodes.count else { return }
      switch graph.nodes[user].operation {
      case .reduceWindow(.maximum, let window) where window.coversElements(of: graph[input].shape):
        pooled[user] = input
      case .selectAndScatter(let window) where window.coversElements(of: graph[input].shape):
        guard graph.nodes[user].operands[0].node == index, let only = users[user], only.count == 1,
          isPassing(only[0], scattered: user, where: input)
        else { return }
        gradients[only[0]] = Gradient(input: input, source: graph.nodes[user].operands[1], window: window)
      default: return
      }
    }
    guard !pooled.isEmpty else { return }
    self.pooled.merge(pooled) { $1 }
    self.gradients.merge(gradients) { $1 }
  }

  /// Whether a node is `select(input > 0, scattered, 0)`.
  private func isPassing(_ index: Int, scattered: Int, where input: Value) -> Bool {
    guard index < graph.nodes.count, graph.nodes[index].operation == .select else { return false }
    let operands = graph.nodes[index].operands
    let condition = graph.nodes[operands[0].node]
    return condition.operation == .compare(.greater) && condition.operands[0] == input
      && isZero(condition.operands[1]) && operands[1].node == scattered && isZero(operands[2])
  }
}

extension Window {
  /// Whether each window has at least one element of a tensor, rather than padding alone.
  func coversElements(of shape: [Int]) -> Bool {
    shape.indices.allSatisfy { axis in
      let last = shape[axis] + paddingHigh[axis] - size[axis]
      return paddingLow[axis] < size[axis] && last < shape[axis]
    }
  }
}
