/// Does for all steps at once, after the last one, what no step needs: the products that gradients with respect to
/// kernels are made of become one product.
func sinkFromScan(_ graph: inout Graph, _ scan: Scan, _ operands: [Value]) -> [Value] {
  var sinking = Sinking(scan)
  return sinking.add(to: &graph, operands)
}

private struct Sinking {
  private let scan: Scan
  private var body: Graph { scan.body }
  /// Nodes of the body that are done afterwards.
  private var isSunk: [Bool]
  /// What is stacked for them.
  private var stacks: [Value] = []
  private var afterwards: [Value: StepValue] = [:]

  init(_ scan: Scan) {
    self.scan = scan
    isSunk = scan.body.nodes.map { _ in false }
    let steps = Needs(of: scan.body, outputs: Array(scan.body.outputs[..<scan.carryCount]))
    for (index, node) in scan.body.nodes.enumerated() where !steps.contains(node: index) {
      isSunk[index] = isWorthSinking(node)
    }
    findStacks()
    // The sum of what is stacked anyway, such as the gradient with respect to a bias.
    for (index, node) in scan.body.nodes.enumerated() where !steps.contains(node: index) && !isSunk[index] {
      if case .reduce = node.operation { isSunk[index] = stacks.contains(node.operands[0]) }
      if isWorthSinking(node) { isSunk[index] = true }
    }
    findStacks()
  }

  private func isWorthSinking(_ node: Node) -> Bool {
    guard node.operation.isVectorizable else { return false }
    if case .dot = node.operation { return true }
    return node.operands.contains { isSunk[$0.node] }
  }

  /// Finds the values that must be stacked: what sunk nodes take from the steps, and results that are not sunk.
  private mutating func findStacks() {
    stacks = []
    var seen: Set<Value> = []
    var pending = Array(body.outputs[scan.carryCount...].reversed())
    while let value = pending.popLast() {
      guard seen.insert(value).inserted else { continue }
      if isSunk[value.node] {
        pending += body.nodes[value.node].operands.flatMap(sources)
      } else {
        stacks.append(value)
      }
    }
  }

  /// The values to be stacked for one that a sunk node takes: rearrangements are done again afterwards.
  private func sources(of value: Value) -> [Value] {
    let node = body.nodes[value.node]
    if isSunk[value.node] { return [value] }
    if case .input(let position, _) = node.operation, position >= scan.carryCount { return [] }
    return node.operation.isRearrangement ? node.operands.flatMap(sources) : [value]
  }

  mutating func add(to graph: inout Graph, _ operands: [Value]) -> [Value] {
    let outputs = body.outputs
    guard outputs.contains(where: { isSunk[$0.node] }) else {
      let node = graph.add(.scan(scan), operands)
      return outputs.indices.map { Value(node: node.node, result: $0) }
    }
    var step = body
    step.outputs = outputs[..<scan.carryCount] + stacks
    let node = graph.add(.scan(scan.with(body: step)), operands)
    for (position, value) in stacks.enumerated() {
      let stack = Value(node: node.node, result: scan.carryCount + position)
      afterwards[value] = StepValue(value: stack, isStacked: true)
    }
    for (position, input) in body.inputs.enumerated().dropFirst(scan.carryCount)
    where afterwards[input] == nil {
      let isStacked = scan.sequences.contains(position)
      afterwards[input] = StepValue(value: operands[position], isStacked: isStacked)
    }
    return outputs.enumerated().map { position, output in
      if position < scan.carryCount { return Value(node: node.node, result: position) }
      return graph.stacked(value(of: output, &graph), scan.length)
    }
  }

  private mutating func value(of inner: Value, _ graph: inout Graph) -> StepValue {
    if let known = afterwards[inner] { return known }
    let node = body.nodes[inner.node]
    let arguments = node.operands.map { value(of: $0, &graph) }
    let result = graph.addForAllSteps(node.operation, arguments, length: scan.length)
    afterwards[inner] = result
    return result
  }
}
