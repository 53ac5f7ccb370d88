/// The rules of reductions over whole axes.
extension Graph {
  mutating func reduceGradient(_ reduction: Reduction, _ axes: [Int], _ node: Pullback) -> Value? {
    let x = node.operands[0]
    switch reduction {
    case .and, .or: return nil  // Takes bools.
    case .sum: return broadcast(node.gradient, alongReduced: axes, of: self[x].shape)
    case .product: return productGradient(axes, node)
    case .maximum, .minimum: return extremeGradient(axes, node)
    }
  }

  /// Equal extremes share the gradient.
  private mutating func extremeGradient(_ axes: [Int], _ node: Pullback) -> Value {
    let (x, shape) = (node.operands[0], self[node.operands[0]].shape)
    let extreme = broadcast(node.result, alongReduced: axes, of: shape)
    let isExtreme = convert(compare(.equal, x, extreme), to: self[x].dtype)
    let share = divide(node.gradient, sum(isExtreme, axes: axes))
    return multiply(isExtreme, broadcast(share, alongReduced: axes, of: shape))
  }

  /// Each element's slope is the product of the others. Dividing the whole product by the element would fail
  /// at zeros, so the products of all elements before and of all after it are multiplied.
  private mutating func productGradient(_ axes: [Int], _ node: Pullback) -> Value {
    let (x, shape) = (node.operands[0], self[node.operands[0]].shape)
    let kept = shape.indices.filter { !axes.contains($0) }
    let rows = kept.map { shape[$0] }.reduce(1, *)
    let columns = axes.map { shape[$0] }.reduce(1, *)
    let matrix = reshape(transpose(x, kept + axes), to: [rows, columns])
    let before = productOfNeighbours(matrix, columns: columns, direction: 1)
    let after = productOfNeighbours(matrix, columns: columns, direction: -1)
    let others = reshape(multiply(before, after), to: (kept + axes).map { shape[$0] })
    var inverse = kept + axes
    for (axis, source) in (kept + axes).enumerated() { inverse[source] = axis }
    return multiply(
      broadcast(node.gradient, alongReduced: axes, of: shape), transpose(others, inverse))
  }

  /// For each element the product of all before it (direction 1) or after it (−1) in its row, by doubling.
  private mutating func productOfNeighbours(_ matrix: Value, columns: Int, direction: Int) -> Value {
    var product = shift(matrix, by: direction)
    var reach = 1
    while reach < columns - 1 {
      product = multiply(product, shift(product, by: direction * reach))
      reach *= 2
    }
    return product
  }

  /// Moves the columns of a matrix to the right; ones come in.
  private mutating func shift(_ matrix: Value, by columns: Int) -> Value {
    pad(matrix, with: 1, low: [0, columns], high: [0, -columns])
  }
}
