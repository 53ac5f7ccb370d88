import StrataGraph

/// Rewrites sums of many parts, which gradients of recurrences and of slices are made of.
///
/// A sum of tensors that are each padded with zeros to another place becomes one concatenation, and a sum of
/// products becomes one product of concatenations: `a₁ᵀ b₁ + a₂ᵀ b₂ = [a₁; a₂]ᵀ [b₁; b₂]`.
func mergingSums(_ graph: Graph) -> Graph {
  var merger = SumMerger(graph)
  return merger.run()
}

private struct SumMerger {
  private let graph: Graph
  private var result = Graph()
  private var replacements: [Value: Value] = [:]
  private var useCounts: [Int]
  /// For each addition that is not part of a larger sum, what it adds up and which nodes it makes superfluous.
  private var sums: [Int: Sum] = [:]
  private var superfluous: Set<Int> = []

  private struct Sum {
    var others: [Value] = []
    var pads: [Value] = []
    var padAxis = 0
    var dots: [Value] = []
  }

  init(_ graph: Graph) {
    self.graph = graph
    useCounts = graph.nodes.map { _ in 0 }
    for operand in graph.nodes.flatMap(\.operands) + graph.outputs { useCounts[operand.node] += 1 }
  }

  mutating func run() -> Graph {
    findSums()
    if sums.isEmpty { return graph }
    for node in graph.nodes.indices where !superfluous.contains(node) {
      let value = sums[node].map { build($0) } ?? copy(node)
      for index in graph.nodes[node].types.indices {
        replacements[Value(node: node, result: index)] = Value(node: value.node, result: index)
      }
    }
    result.outputs = graph.outputs.map { replacements[$0]! }
    return result
  }

  private mutating func copy(_ node: Int) -> Value {
    append(graph.nodes[node].operation, graph.nodes[node].operands.map { replacements[$0]! })
  }

  private mutating func append(_ operation: Operation, _ operands: [Value]) -> Value {
    // The operands have the types that they had, or fit by construction.
    try! result.append(operation, operands)
  }

  // MARK: Finding

  private mutating func findSums() {
    var isInner = graph.nodes.map { _ in false }
    for node in graph.nodes.indices where isSum(node) {
      for operand in graph.nodes[node].operands where isSum(operand.node) && useCounts[operand.node] == 1 {
        isInner[operand.node] = true
      }
    }
    for node in graph.nodes.indices where isSum(node) && !isInner[node] {
      let (terms, inner) = terms(of: node, isInner)
      guard let (sum, merged) = merged(terms) else { continue }
      sums[node] = sum
      superfluous.formUnion(inner)
      superfluous.formUnion(merged)
    }
  }

  private func isSum(_ node: Int) -> Bool {
    graph.nodes[node].operation == .binary(.add) && graph.nodes[node].types[0].dtype.isFloatingPoint
  }

  /// What a sum adds up, from left to right, and the additions within it.
  private func terms(of root: Int, _ isInner: [Bool]) -> (terms: [Value], inner: [Int]) {
    var terms: [Value] = []
    var inner: [Int] = []
    var pending = [Value(node: root)]
    while let value = pending.popLast() {
      if value.node == root || isInner[value.node] {
        if value.node != root { inner.append(value.node) }
        pending += graph.nodes[value.node].operands.reversed()
      } else {
        terms.append(value)
      }
    }
    return (terms, inner)
  }

  /// A sum with terms that can be merged, and the nodes of these; nil if there are none.
  private func merged(_ terms: [Value]) -> (Sum, [Int])? {
    var sum = Sum()
    for term in terms {
      switch graph.nodes[term.node].operation {
      case .pad where isZeroPadding(term.node): sum.pads.append(term)
      case .dot where useCounts[term.node] == 1 && isMergeable(term, with: sum.dots.first):
        sum.dots.append(term)
      default: sum.others.append(term)
      }
    }
    if let axis = commonAxis(sum.pads) {
      sum.padAxis = axis
      sum.pads.sort { start($0, axis) < start($1, axis) }
    } else {
      sum.others += sum.pads
      sum.pads = []
    }
    if !isWorthMerging(sum.dots) {
      sum.others += sum.dots
      sum.dots = []
    }
    let nodes = (sum.pads + sum.dots).map(\.node)
    return nodes.isEmpty ? nil : (sum, nodes.filter { useCounts[$0] == 1 })
  }

  // MARK: Padding

  private func isZeroPadding(_ node: Int) -> Bool {
    guard case .pad(let low, let high, let interior) = graph.nodes[node].operation,
      case .constant(let filling) = graph.nodes[graph.nodes[node].operands[1].node].operation
    else { return false }
    return filling.bytes.allSatisfy { $0 == 0 } && interior.allSatisfy { $0 == 0 }
      && (low + high).allSatisfy { $0 >= 0 }
  }

  private func start(_ pad: Value, _ axis: Int) -> Int {
    guard case .pad(let low, _, _) = graph.nodes[pad.node].operation else { return 0 }
    return low[axis]
  }

  private func size(_ pad: Value, _ axis: Int) -> Int {
    graph[graph.nodes[pad.node].operands[0]].shape[axis]
  }

  /// The one axis along which all tensors are padded, if there are several and they do not overlap.
  private func commonAxis(_ pads: [Value]) -> Int? {
    guard pads.count > 1 else { return nil }
    let shape = graph[pads[0]].shape
    let axes = shape.indices.filter { axis in pads.contains { size($0, axis) != shape[axis] } }
    guard axes.count == 1 else { return nil }
    let ends = pads.map { (start($0, axes[0]), start($0, axes[0]) + size($0, axes[0])) }.sorted { $0 < $1 }
    return zip(ends, ends.dropFirst()).allSatisfy { $0.1 <= $1.0 } ? axes[0] : nil
  }

  // MARK: Products

  /// Whether a product contracts one axis of each operand and differs from another in the size of these only.
  private func isMergeable(_ dot: Value, with first: Value?) -> Bool {
    guard case .dot(let axes) = graph.nodes[dot.node].operation, axes.leftContracting.count == 1,
      axes.leftBatch.isEmpty
    else { return false }
    guard let first else { return true }
    func freeShape(_ value: Value, _ operand: Int, _ axis: Int) -> [Int] {
      var shape = graph[graph.nodes[value.node].operands[operand]].shape
      shape.remove(at: axis)
      return shape
    }
    return graph.nodes[first.node].operation == .dot(axes)
      && freeShape(dot, 0, axes.leftContracting[0]) == freeShape(first, 0, axes.leftContracting[0])
      && freeShape(dot, 1, axes.rightContracting[0]) == freeShape(first, 1, axes.rightContracting[0])
  }

  /// Whether copying the operands side by side costs less than adding up the products.
  private func isWorthMerging(_ dots: [Value]) -> Bool {
    guard dots.count > 1 else { return false }
    let copied = dots.flatMap { graph.nodes[$0.node].operands }.reduce(0) { $0 + graph[$1].count }
    return copied < (dots.count - 1) * graph[dots[0]].count
  }

  // MARK: Building

  private mutating func build(_ sum: Sum) -> Value {
    var terms = sum.others.map { replacements[$0]! }
    if !sum.pads.isEmpty { terms.append(concatenation(sum.pads, sum.padAxis)) }
    if !sum.dots.isEmpty { terms.append(product(sum.dots)) }
    return terms.dropFirst().reduce(terms[0]) { append(.binary(.add), [$0, $1]) }
  }

  private mutating func concatenation(_ pads: [Value], _ axis: Int) -> Value {
    let type = graph[pads[0]]
    var parts: [Value] = []
    var end = 0
    func gap(to start: Int) -> [Int] { type.shape.indices.map { $0 == axis ? start - end : type.shape[$0] } }
    for pad in pads {
      if start(pad, axis) > end { parts.append(zeros(type.with(gap(to: start(pad, axis))))) }
      parts.append(replacements[graph.nodes[pad.node].operands[0]]!)
      end = start(pad, axis) + size(pad, axis)
    }
    if end < type.shape[axis] { parts.append(zeros(type.with(gap(to: type.shape[axis])))) }
    return append(.concatenate(axis: axis), parts)
  }

  private mutating func zeros(_ type: TensorType) -> Value {
    let zero = append(.constant(Literal(0, type.dtype)), [])
    return append(.broadcast(shape: type.shape, axes: []), [zero])
  }

  private mutating func product(_ dots: [Value]) -> Value {
    guard case .dot(let axes) = graph.nodes[dots[0].node].operation else { preconditionFailure("not a dot") }
    let operands = [axes.leftContracting[0], axes.rightContracting[0]].enumerated().map { index, axis in
      append(.concatenate(axis: axis), dots.map { replacements[graph.nodes[$0.node].operands[index]]! })
    }
    return append(.dot(axes), operands)
  }
}
