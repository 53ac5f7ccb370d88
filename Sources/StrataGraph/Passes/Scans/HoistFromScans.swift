/// Does for all steps at once what does not depend on the carries: the product of an input with a kernel becomes
/// one product for all steps, and what is the same in each step is computed once.
func hoistFromScan(_ graph: inout Graph, _ scan: Scan, _ operands: [Value]) -> [Value] {
  var hoisting = Hoisting(scan, operands)
  return hoisting.add(to: &graph)
}

private struct Hoisting {
  private let scan: Scan
  private let operands: [Value]
  private var body: Graph { scan.body }
  /// Nodes of the body that could be computed outside.
  private var isMovable: [Bool] = []
  /// Nodes that differ from step to step.
  private var variesByStep: [Bool] = []
  /// Nodes whose results come from outside.
  private var isHoisted: [Bool] = []
  /// Values of the body that were computed outside.
  private var outside: [Value: StepValue] = [:]

  init(_ scan: Scan, _ operands: [Value]) {
    self.scan = scan
    self.operands = operands
    for node in scan.body.nodes {
      if case .input(let position, _) = node.operation {
        isMovable.append(position >= scan.carryCount)
        variesByStep.append(!scan.constants.contains(position))
        isHoisted.append(false)
        continue
      }
      let varies = node.operands.contains { variesByStep[$0.node] }
      let canMove =
        node.operands.allSatisfy { isMovable[$0.node] } && (!varies || node.operation.isVectorizable)
      isMovable.append(canMove)
      variesByStep.append(varies)
      isHoisted.append(canMove && isWorthHoisting(node, varies))
    }
  }

  private func isWorthHoisting(_ node: Node, _ varies: Bool) -> Bool {
    if node.operation.isRearrangement { return false }
    if !varies { return true }
    if case .dot = node.operation { return true }
    // In place of a result that is hoisted anyway, at no cost of memory: a bias added to a product.
    let varying = node.operands.filter { variesByStep[$0.node] }
    return node.operation.isElementwise && varying.allSatisfy { isHoisted[$0.node] }
  }

  mutating func add(to graph: inout Graph) -> [Value] {
    let frontier = findFrontier()
    let results = body.outputs.indices.map { outsideResult(&graph, $0) }
    if frontier.isEmpty && results.allSatisfy({ $0 == nil }) {
      let node = graph.add(.scan(scan), operands)
      return body.outputs.indices.map { Value(node: node.node, result: $0) }
    }
    let hoisted = frontier.map { (inner: $0, outer: value(of: $0, &graph)) }
    let (stacked, fixed) = (hoisted.filter { $0.outer.isStacked }, hoisted.filter { !$0.outer.isStacked })
    let (first, last) = (0..<scan.sequences.upperBound, scan.constants)

    var step = Graph()
    var moved: [Value: Value] = [:]
    let inputs =
      body.inputs[first] + stacked.map(\.inner) + body.inputs[last] + fixed.map(\.inner)
    for value in inputs { moved[value] = step.addInput(body[value]) }
    for (index, node) in body.nodes.enumerated() where !isHoisted[index] {
      if case .input = node.operation { continue }
      // Nodes that only hoisted ones need may lack their operands: they are dead.
      let known = node.operands.compactMap { moved[$0] }
      guard known.count == node.operands.count else { continue }
      let copy = step.add(node.operation, known)
      for result in node.types.indices {
        moved[Value(node: index, result: result)] = Value(node: copy.node, result: result)
      }
    }
    let kept = body.outputs.indices.filter { results[$0] == nil }
    step.outputs = kept.map { moved[body.outputs[$0]]! }
    let node = graph.add(
      .scan(
        Scan(
          body: step, length: scan.length, carryCount: scan.carryCount,
          sequenceCount: scan.sequenceCount + stacked.count, isReversed: scan.isReversed)),
      operands[first] + stacked.map(\.outer.value) + operands[last] + fixed.map(\.outer.value))
    var all = results
    for (result, position) in kept.enumerated() { all[position] = Value(node: node.node, result: result) }
    return all.map { $0! }
  }

  /// The hoisted values that are used inside.
  private func findFrontier() -> [Value] {
    var found: [Value] = []
    var seen: Set<Value> = []
    func note(_ value: Value) {
      if isHoisted[value.node], seen.insert(value).inserted { found.append(value) }
    }
    for (index, node) in body.nodes.enumerated() where !isHoisted[index] { node.operands.forEach(note) }
    for output in body.outputs[..<scan.carryCount] { note(output) }
    return found
  }

  /// A stacked result that needs no step, or nil.
  private mutating func outsideResult(_ graph: inout Graph, _ position: Int) -> Value? {
    guard position >= scan.carryCount, isMovable[body.outputs[position].node] else { return nil }
    return graph.stacked(value(of: body.outputs[position], &graph), scan.length)
  }

  /// A value of the body computed outside, for all steps.
  private mutating func value(of inner: Value, _ graph: inout Graph) -> StepValue {
    if let known = outside[inner] { return known }
    let node = body.nodes[inner.node]
    if case .input(let position, _) = node.operation {
      return StepValue(value: operands[position], isStacked: scan.sequences.contains(position))
    }
    let arguments = node.operands.map { value(of: $0, &graph) }
    let result = graph.addForAllSteps(node.operation, arguments, length: scan.length)
    for position in node.types.indices {
      outside[Value(node: inner.node, result: position)] = StepValue(
        value: Value(node: result.value.node, result: position), isStacked: result.isStacked)
    }
    return outside[inner]!
  }
}
