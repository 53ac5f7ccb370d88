extension Graph {
  /// The program with factors of convolutions' filters in their kernels, where factor and kernel are fixed:
  /// `(x ∗ W + b) · s + t = x ∗ (W · s) + (b · s + t)`. A batch normalization in use is such a factor and such a `t`; then
  /// the new kernel and bias are made once.
  /// - Parameter fixedInputs: the indices of inputs that seldom change from run to run.
  package func withFoldedScales(fixedInputs: Set<Int>) -> Graph {
    if fixedInputs.isEmpty || !nodes.contains(where: { $0.operation.isConvolution }) { return self }
    var folding = ScaleFolding(self, fixedInputs: fixedInputs)
    return folding.run()
  }
}

private struct ScaleFolding {
  private let graph: Graph
  private let fixedInputs: Set<Int>
  private let readCounts: [Int]
  private var rebuilder = Rebuilder(rewrites: [])
  private var firstResults: [Value] = []
  /// Whether the nodes of the rebuilt graph depend on fixed inputs alone.
  private var isFixed: [Bool] = []

  init(_ graph: Graph, fixedInputs: Set<Int>) {
    self.graph = graph
    self.fixedInputs = fixedInputs
    var readCounts = graph.nodes.map { _ in 0 }
    for value in graph.nodes.flatMap(\.operands) + graph.outputs { readCounts[value.node] += 1 }
    self.readCounts = readCounts
  }

  mutating func run() -> Graph {
    for node in graph.nodes {
      let operands = node.operands.map(moved)
      firstResults.append(folded(node, operands) ?? rebuilder.add(node.operation, operands))
    }
    var result = rebuilder.graph
    result.outputs = graph.outputs.map(moved)
    return result.withoutDeadCode()
  }

  private func moved(_ value: Value) -> Value {
    let first = firstResults[value.node]
    return value.result == 0 ? first : Value(node: first.node, result: value.result)
  }

  /// A product or sum of a convolution, which nothing else reads, and a fixed number for each filter.
  private mutating func folded(_ node: Node, _ operands: [Value]) -> Value? {
    guard node.operation == .binary(.multiply) || node.operation == .binary(.add) else { return nil }
    for own in 0...1 where isReadOnce(node.operands[own]) {
      guard let convolution = BiasedConvolution(operands[own], in: rebuilder),
        isFixed(convolution.operands[1]), let numbers = fixedNumbers(operands[1 - own])
      else { continue }
      if node.operation == .binary(.multiply) { return scaled(convolution, by: numbers) }
      if let bias = convolution.bias, isFixed(bias) {
        return sum(convolution.value, rebuilder.add(.binary(.add), bias, numbers))
      }
    }
    return nil
  }

  /// Whether nothing else reads a convolution, nor what was added to it or multiplied with it so far.
  private func isReadOnce(_ value: Value) -> Bool {
    let node = graph.nodes[value.node]
    let parts =
      node.operation.isConvolution ? [] : node.operands.filter { !graph.nodes[$0.node].operation.isBroadcast }
    return readCounts[value.node] == 1 && parts.allSatisfy(isReadOnce)
  }

  private mutating func scaled(_ convolution: BiasedConvolution, by factors: Value) -> Value? {
    if let bias = convolution.bias, !isFixed(bias) { return nil }
    let shape = rebuilder.shape(of: convolution.operands[1])
    let spread = rebuilder.add(.broadcast(shape: shape, axes: [shape.count - 1]), factors)
    let kernel = rebuilder.add(.binary(.multiply), convolution.operands[1], spread)
    let result = rebuilder.add(convolution.operation, convolution.operands[0], kernel)
    return convolution.bias.map { sum(result, rebuilder.add(.binary(.multiply), $0, factors)) } ?? result
  }

  private mutating func sum(_ convolution: Value, _ bias: Value) -> Value {
    let shape = rebuilder.shape(of: convolution)
    let spread = rebuilder.add(.broadcast(shape: shape, axes: [shape.count - 1]), bias)
    return rebuilder.add(.binary(.add), convolution, spread)
  }

  /// What is repeated along all axes but the last to give a value, if it is fixed.
  private mutating func fixedNumbers(_ value: Value) -> Value? {
    rebuilder.numbersAlongLastAxis(value).flatMap { isFixed($0) ? $0 : nil }
  }

  private mutating func isFixed(_ value: Value) -> Bool {
    for index in isFixed.count..<max(isFixed.count, value.node + 1) {
      let node = rebuilder.graph.nodes[index]
      if case .input(let input, _) = node.operation {
        isFixed.append(fixedInputs.contains(input))
      } else {
        isFixed.append(node.operands.allSatisfy { isFixed[$0.node] })
      }
    }
    return isFixed[value.node]
  }
}

/// A convolution, perhaps with a number for each filter added to it.
private struct BiasedConvolution {
  /// The convolution itself.
  let value: Value
  let operation: Operation
  let operands: [Value]
  let bias: Value?

  init?(_ value: Value, in rebuilder: Rebuilder) {
    var (operation, operands) = rebuilder.origin(of: value)
    var bias: Value?
    var convolution = value
    if operation == .binary(.add), let numbers = rebuilder.numbersAlongLastAxis(operands[1]) {
      (convolution, bias) = (operands[0], numbers)
      (operation, operands) = rebuilder.origin(of: convolution)
    }
    guard operation.isConvolution else { return nil }
    self.value = convolution
    self.operation = operation
    self.operands = operands
    self.bias = bias
  }
}

extension Rebuilder {
  /// What is repeated along all axes but the last to give a value.
  fileprivate func numbersAlongLastAxis(_ value: Value) -> Value? {
    guard case (.broadcast(let shape, let axes), let operands) = origin(of: value), axes == [shape.count - 1],
      self.shape(of: operands[0]) == [shape[shape.count - 1]]
    else { return nil }
    return operands[0]
  }
}

extension Operation {
  fileprivate var isConvolution: Bool { if case .convolution = self { true } else { false } }
  fileprivate var isBroadcast: Bool { if case .broadcast = self { true } else { false } }
}
