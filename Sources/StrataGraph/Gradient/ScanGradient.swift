/// The gradient of a recurrence is a recurrence that goes the other way.
///
/// What a step's gradient needs of the step itself is kept, stacked over all steps: the first recurrence gives it
/// besides its results. Cheap rearrangements are done again instead.
extension Graph {
  /// - Parameters:
  ///   - index: the scan's node, which from now on gives more results.
  ///   - gradients: for each result, the gradient of the output with respect to it; nil if zero.
  ///   - dependent: for each operand, whether its gradient is asked for.
  /// - Returns: for each operand, its gradient; nil if it is zero or not asked for.
  mutating func scanGradients(
    at index: Int, _ gradients: [Value?], dependent: [Bool]
  ) throws(GradientError) -> [Value?] {
    guard case .scan(let scan) = nodes[index].operation else { fatalError("not a scan") }
    var step = try StepGradient(scan, hasGradient: gradients.map { $0 != nil }, dependent: dependent)
    let (backward, sources) = step.backward()
    replace(index, with: .scan(scan.with(body: step.forward())))

    let operands = nodes[index].operands
    let node = add(
      .scan(backward),
      sources.map { source in
        switch source {
        case .gradient(let result): gradients[result] ?? zeros(like: Value(node: index, result: result))
        case .operand(let position): operands[position]
        case .result(let position): Value(node: index, result: position)
        }
      })
    var parts = [Value?](repeating: nil, count: operands.count)
    for (result, operand) in step.differentiatedOperands.enumerated() {
      let value = Value(node: node.node, result: result)
      // Each step has its own gradient with respect to a constant.
      parts[operand] = scan.constants.contains(operand) ? sum(value, axes: [0]) : value
    }
    return parts
  }
}

/// One step of a recurrence with its gradient.
private struct StepGradient {
  /// What the backward recurrence takes as an operand.
  enum Source {
    /// The gradient with respect to a result.
    case gradient(Int)
    /// An operand of the forward recurrence.
    case operand(Int)
    /// A result of the forward recurrence.
    case result(Int)
  }

  private let scan: Scan
  /// The step's nodes, then those of its gradient.
  private var joint: Graph
  private let forwardNodeCount: Int
  private var forwardOutputs: [Value]
  /// The inputs of `joint` that stand for gradients, by the result they belong to.
  private var seeds: [(result: Int, input: Value)] = []
  /// The carries that depend on what the gradient is taken of.
  private let carries: [Int]
  /// The operands, in order, that the backward recurrence gives the gradients of.
  let differentiatedOperands: [Int]
  private var parts: [Value?] = []

  init(_ scan: Scan, hasGradient: [Bool], dependent: [Bool]) throws(GradientError) {
    let (inputs, results) = scan.dependence(onOperands: dependent)
    self.scan = scan
    joint = scan.body
    forwardNodeCount = joint.nodes.count
    forwardOutputs = scan.body.outputs
    carries = (0..<scan.carryCount).filter { inputs[$0] }
    differentiatedOperands = inputs.indices.filter { inputs[$0] }
    for result in results.indices where results[result] && (result < scan.carryCount || hasGradient[result]) {
      seeds.append((result, joint.addInput(joint[forwardOutputs[result]])))
    }
    parts = try joint.pullBack(
      seeds.map { (forwardOutputs[$0.result], $0.input) },
      to: differentiatedOperands.map { scan.body.inputs[$0] })
  }

  /// The step with all results that the backward recurrence takes.
  func forward() -> Graph {
    var graph = Graph()
    for node in joint.nodes[..<forwardNodeCount] { _ = graph.add(node.operation, node.operands) }
    for custom in scan.body.customGradients { graph.addCustomGradient(custom) }
    graph.outputs = forwardOutputs
    return graph
  }

  /// The recurrence of the gradients, and where its operands come from.
  mutating func backward() -> (Scan, [Source]) {
    let leaves = findLeaves()
    var graph = Graph()
    var moved: [Value: Value] = [:]
    var sources: [Source] = []
    func addInput(_ value: Value, _ source: Source) {
      moved[value] = graph.addInput(joint[value])
      sources.append(source)
    }
    for seed in seeds where seed.result < scan.carryCount { addInput(seed.input, .gradient(seed.result)) }
    for seed in seeds where seed.result >= scan.carryCount { addInput(seed.input, .gradient(seed.result)) }
    for value in leaves.stacked { addInput(value, stackedSource(value)) }
    let sequenceCount = sources.count - carries.count
    for position in leaves.constants { addInput(joint.inputs[position], .operand(position)) }
    let firstCopy = graph.nodes.count
    for node in leaves.copied {
      let copy = graph.add(joint.nodes[node].operation, joint.nodes[node].operands.map { moved[$0]! })
      for result in joint.nodes[node].types.indices {
        moved[Value(node: node, result: result)] = Value(node: copy.node, result: result)
      }
    }
    func copies(of range: Range<Int>) -> Range<Int> {
      let before = leaves.copied.count { $0 < range.lowerBound }
      let within = leaves.copied.count { range.contains($0) }
      return firstCopy + before..<firstCopy + before + within
    }
    for custom in joint.customGradients where moved[custom.results[0]] != nil && isOfGradient(custom) {
      graph.addCustomGradient(custom.moved({ moved[$0]! }, copies))
    }
    for (operand, part) in zip(differentiatedOperands, parts) {
      graph.outputs.append(part.map { moved[$0]! } ?? graph.zeros(like: joint.inputs[operand], in: joint))
    }
    let backward = Scan(
      body: graph, length: scan.length, carryCount: carries.count, sequenceCount: sequenceCount,
      isReversed: !scan.isReversed)
    return (backward, sources)
  }

  /// Where the values that a forward value had in all steps are to be found.
  private mutating func stackedSource(_ value: Value) -> Source {
    if let position = scan.body.inputs.firstIndex(of: value), scan.sequences.contains(position) {
      return .operand(position)
    }
    let stacked = forwardOutputs.indices.dropFirst(scan.carryCount)
    if let known = stacked.first(where: { forwardOutputs[$0] == value }) { return .result(known) }
    forwardOutputs.append(value)
    return .result(forwardOutputs.count - 1)
  }

  private struct Leaves {
    /// Forward values that differ from step to step, and that the gradient takes.
    var stacked: [Value] = []
    /// Positions of the constants that it takes.
    var constants: [Int] = []
    /// Nodes of `joint` that it is made of, in order.
    var copied: [Int] = []
  }

  private func findLeaves() -> Leaves {
    var leaves = Leaves()
    var seen: Set<Value> = Set(seeds.map(\.input))
    var copied: Set<Int> = []
    var pending = parts.compactMap { $0 }
    var rules: [Int: CustomGradient] = [:]
    for custom in joint.customGradients where isOfGradient(custom) {
      for result in custom.results { rules[result.node] = custom }
    }
    while let value = pending.popLast() {
      guard seen.insert(value).inserted else { continue }
      if let position = joint.inputs.firstIndex(of: value) {
        if scan.constants.contains(position) {
          leaves.constants.append(position)
        } else {
          leaves.stacked.append(value)
        }
      } else if value.node >= forwardNodeCount || isCheap(value.node) {
        guard copied.insert(value.node).inserted else { continue }
        pending += joint.nodes[value.node].operands
        if let custom = rules[value.node] { pending += custom.values }
      } else {
        leaves.stacked.append(value)
      }
    }
    leaves.copied = copied.sorted()
    return leaves
  }

  /// Whether a function with a custom gradient is used in the gradient itself, by a rule.
  private func isOfGradient(_ custom: CustomGradient) -> Bool { custom.results[0].node >= forwardNodeCount }

  /// Whether a node is done again rather than kept. The result of a function with a custom gradient is kept: only
  /// there its rule applies when the gradient is differentiated.
  private func isCheap(_ node: Int) -> Bool {
    if joint.customGradients.contains(where: { $0.results.contains(Value(node: node)) }) { return false }
    return switch joint.nodes[node].operation {
    case .constant, .iota, .broadcast, .reshape, .transpose, .convert: true
    default: false
    }
  }
}

extension Graph {
  /// Zeros with the type that a value has in another graph.
  fileprivate mutating func zeros(like value: Value, in other: Graph) -> Value { fill(0, other[value]) }
}
