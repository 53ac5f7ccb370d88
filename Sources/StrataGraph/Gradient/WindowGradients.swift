/// The rules of reductions over moving windows.
extension Graph {
  mutating func reduceWindowGradient(_ reduction: Reduction, _ window: Window, _ node: Pullback) -> Value? {
    let (x, dy) = (node.operands[0], node.gradient)
    switch reduction {
    case .and, .or: return nil  // Takes bools.
    case .sum:
      return window.size == window.strides
        ? repeatedOverWindows(dy, window, shape: self[x].shape)
        : summedOverWindows(dy, window, shape: self[x].shape)
    case .maximum: return add(.selectAndScatter(window), x, dy)
    case .minimum: return add(.selectAndScatter(window), negate(x), dy)
    case .product: return windowProductGradient(window, node)
    }
  }

  /// The gradient of a sum over windows that touch but do not overlap: each element is in at most one.
  private mutating func repeatedOverWindows(_ dy: Value, _ window: Window, shape: [Int]) -> Value {
    let counts = self[dy].shape
    let split = shape.indices.flatMap { [counts[$0], window.size[$0]] }
    let repeated = broadcast(dy, to: split, axes: shape.indices.map { 2 * $0 })
    let extent = shape.indices.map { counts[$0] * window.size[$0] }
    return pad(
      reshape(repeated, to: extent), with: 0, low: window.paddingLow.map { -$0 },
      high: shape.indices.map { shape[$0] + window.paddingLow[$0] - extent[$0] })
  }

  /// The gradient of a sum over windows: element i is in the windows whose starts, counted in padded
  /// positions, are the `size` last ones up to i. So the gradients are spread to the starts of their windows
  /// and summed over windows of the same size at every position.
  private mutating func summedOverWindows(_ dy: Value, _ window: Window, shape: [Int]) -> Value {
    let counts = self[dy].shape
    let low = shape.indices.map { window.size[$0] - 1 - window.paddingLow[$0] }
    let spread = pad(
      dy, with: 0, low: low,
      high: shape.indices.map { axis in
        let extent = (counts[axis] - 1) * window.strides[axis] + 1
        return shape[axis] + window.size[axis] - 1 - low[axis] - extent
      }, interior: window.strides.map { $0 - 1 })
    return add(.reduceWindow(.sum, Window(size: window.size, strides: shape.map { _ in 1 })), spread)
  }

  /// A product over windows is a product over a new axis that has the windows' elements, and its gradient
  /// follows from the rules of that product, of the concatenation and of the slices.
  private mutating func windowProductGradient(_ window: Window, _ node: Pullback) -> Value {
    let x = node.operands[0]
    let elements = windowElements(x, window, outside: 1)
    let product = reduce(.product, elements, axes: [0])
    do {
      return try gradients(of: product, withRespectTo: [x], outputGradient: node.gradient)[0]
    } catch {
      fatalError("\(error)")
    }
  }

  /// The gradient of a select-and-scatter with respect to its source: for each window the gradient at the
  /// place of its first maximum. The choice of the place has no gradient, as it is constant between the
  /// points where it jumps.
  mutating func selectAndScatterGradient(_ window: Window, _ node: Pullback, _ operand: Int) -> Value? {
    if operand == 0 { return nil }
    let (x, dy) = (node.operands[0], node.gradient)
    let elements = windowElements(x, window, outside: -.infinity)
    let inside = windowElements(fill(1, self[x].with(.bool)), window, outside: 0)
    let maximum = broadcast(
      reduce(.maximum, elements, axes: [0]), alongReduced: [0], of: self[elements].shape)
    let isNaN = compare(.notEqual, elements, elements)
    let isMaximum = and(inside, add(.binary(.or), compare(.equal, elements, maximum), isNaN))
    let first = add(.argReduce(.maximum, axis: 0), convert(isMaximum, to: .int32))
    let place = add(.iota(self[elements].with(.int32), axis: 0))
    let chosen = compare(
      .equal, place, broadcast(first, alongReduced: [0], of: self[elements].shape))
    return sum(select(chosen, windowElements(dy, window, outside: 0), otherwise: 0), axes: [0])
  }

  /// The elements of each window, in row-major order along a new first axis; the other axes are those of the
  /// window's reduction.
  private mutating func windowElements(_ x: Value, _ window: Window, outside: Double) -> Value {
    let padded = pad(x, with: outside, low: window.paddingLow, high: window.paddingHigh)
    let shape = self[padded].shape
    let counts = shape.indices.map { (shape[$0] - window.size[$0]) / window.strides[$0] + 1 }
    let places = rowMajorStrides(window.size)
    let parts = (0..<window.size.reduce(1, *)).map { place in
      let start = shape.indices.map { place / places[$0] % window.size[$0] }
      let limit = shape.indices.map { start[$0] + (counts[$0] - 1) * window.strides[$0] + 1 }
      let part = slice(padded, start, limit, window.strides)
      return reshape(part, to: [1] + counts)
    }
    return parts.count == 1 ? parts[0] : add(.concatenate(axis: 0), parts)
  }
}
