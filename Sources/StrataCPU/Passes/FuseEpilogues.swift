import StrataGraph

extension Plan {
  /// Lets `x > 0` look at `max(x, 0)` where both are there, so that x need not be kept for the gradient.
  mutating func compareAfterRelu() {
    var relus: [Value: Value] = [:]
    for node in nodes.indices where isLive[node] {
      switch nodes[node].operation {
      case .binary(.maximum):
        for operand in 0...1 where isZero(nodes[node].operands[1 - operand]) {
          relus[nodes[node].operands[operand]] = Value(node: node)
        }
      case .compare(.greater):
        if isZero(nodes[node].operands[1]), let relu = relus[nodes[node].operands[0]] {
          nodes[node].operands[0] = relu
        }
      default: break
      }
    }
  }

  /// Whether a value is the constant 0 everywhere.
  private func isZero(_ value: Value) -> Bool {
    switch nodes[value.node].operation {
    case .constant(let literal): literal.type.count == 1 && literal.bytes.allSatisfy { $0 == 0 }
    case .broadcast, .reshape: isZero(nodes[value.node].operands[0])
    default: false
    }
  }

  /// Lets dots and convolutions add the bias that follows them. A ReLU that follows is a step of its own, because
  /// oneDNN's makes 0 of NaN.
  mutating func fuseEpilogues() {
    let readers = readersOfMemory()
    for node in nodes.indices where isLive[node] && acceptsEpilogue(node) {
      // The sum of two products can be the epilogue of one of them only.
      guard let (sum, other) = onlyReader(of: node, .binary(.add), readers), !absorbed.contains(sum),
        let bias = biasView(other, of: node)
      else { continue }
      epilogues[node] = Epilogue(bias: bias, sum: sum)
      absorbed.insert(sum)
    }
  }

  private func acceptsEpilogue(_ node: Int) -> Bool {
    switch nodes[node].operation {
    case .dot(let axes):
      let operands = nodes[node].operands.map { self[$0] }
      return operands[0].dtype == .float32 && nodes[node].types[0].count > 0
        && axes.leftContracting.allSatisfy { operands[0].shape[$0] > 0 } && !hasNoEpilogue(node, axes)
    case .convolution(let geometry): return usesLibrary(node, geometry)
    default: return false
    }
  }

  /// Whether a dot is computed by the routine that adds no bias. Where the right operand is fixed, it is packed for the
  /// other one.
  private func hasNoEpilogue(_ node: Int, _ axes: DotAxes) -> Bool {
    let (left, right) = matrices(of: node, axes)
    guard let left, let right, left.batch.size == 1, let root = right.view.root, !fixedValues.contains(root)
    else { return false }
    return GemmStep.suits(left: left, right: right)
  }

  /// For each node, the nodes that read its results; −1 stands for the program's caller.
  func readersOfMemory() -> [Int: [Int]] {
    var result: [Int: [Int]] = [:]
    for output in outputs { result[output.node, default: []].append(-1) }
    for node in nodes.indices where isLive[node] && role(node) != .view {
      for view in reads(of: node) {
        if let root = view.root { result[root.node, default: []].append(node) }
      }
    }
    return result
  }

  /// The node that reads a result element by element, if it is an operation of the given kind and nobody else
  /// reads it; and its other operand.
  private func onlyReader(
    of node: Int, _ operation: Operation, _ readers: [Int: [Int]]
  ) -> (node: Int, other: Value)? {
    guard let found = readers[node], found.count == 1, found[0] >= 0, nodes[found[0]].operation == operation
    else { return nil }
    let operands = nodes[found[0]].operands
    let views = operands.map(view(of:))
    let own = views[0].root?.node == node ? 0 : 1
    guard views[own].isContiguous, views[own].offset == 0, views[own].count == nodes[node].types[0].count
    else { return nil }
    return (found[0], operands[1 - own])
  }

  /// How to read a value as a bias, one element for each of the last axis of a node's result.
  private func biasView(_ value: Value, of node: Int) -> View? {
    let shape = nodes[node].types[0].shape
    let columns = lastAxisOfEpilogue(node)
    guard let view = view(of: value).reshaped(to: [shape.reduce(1, *) / max(columns, 1), columns]),
      view.root != nil, view.shape[0] == 1 || view.strides[0] == 0, columns == 1 || view.strides[1] == 1
    else { return nil }
    return View(source: view.source, offset: view.offset, shape: [columns], strides: [1])
  }

  /// How many columns the matrix product, or filters the convolution, has.
  private func lastAxisOfEpilogue(_ node: Int) -> Int {
    if case .dot(let axes) = nodes[node].operation {
      let right = self[nodes[node].operands[1]]
      return axes.rightFree(rank: right.rank).reduce(1) { $0 * right.shape[$1] }
    }
    return nodes[node].types[0].shape.last!
  }
}
