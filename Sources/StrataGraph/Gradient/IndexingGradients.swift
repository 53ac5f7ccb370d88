/// The rules of operations that look elements up by computed positions.
extension Graph {
  mutating func gatherGradient(_ axis: Int, _ node: Pullback) -> Value {
    let (x, indices) = (node.operands[0], node.operands[1])
    // A gather clamps its indices where a scatter drops what is outside.
    let clamped = clampIndices(indices, size: self[x].shape[axis])
    return add(.scatter(axis: axis, .add), zeros(like: x), clamped, node.gradient)
  }

  mutating func scatterGradient(
    _ axis: Int, _ combination: ScatterCombination, _ node: Pullback, _ operand: Int
  ) -> Value {
    let (indices, updates, dy) = (node.operands[1], node.operands[2], node.gradient)
    switch (operand, combination) {
    case (0, .add): return dy
    case (0, .replace): return add(.scatter(axis: axis, .replace), dy, indices, zeros(like: updates))
    default:
      let taken = add(.gather(axis: axis), dy, indices)
      guard let counted = updatesThatCount(axis, combination, node) else { return taken }
      let mask = broadcast(
        counted, to: self[taken].shape, axes: self[indices].shape.indices.map { axis + $0 })
      return select(mask, taken, otherwise: 0)
    }
  }

  /// For each index whether its update is in the result: it is not dropped for being outside the axis, nor
  /// overwritten by a later one. Nil if all are.
  private mutating func updatesThatCount(
    _ axis: Int, _ combination: ScatterCombination, _ node: Pullback
  ) -> Value? {
    let indices = node.operands[1]
    let size = self[node.operands[0]].shape[axis]
    if combination == .add {
      return areInside(indices, size: size) ? nil : insideMask(indices, size: size)
    }
    let count = self[indices].count
    let flat = reshape(indices, to: [count])
    let positions = add(.iota(TensorType(.int32, [count]), axis: 0))
    let nobody = fill(-1, TensorType(.int32, [size]))
    let winners = add(.scatter(axis: 0, .replace), nobody, flat, positions)
    let won = compare(.equal, add(.gather(axis: 0), winners, flat), positions)
    return reshape(and(won, insideMask(flat, size: size)), to: self[indices].shape)
  }

  private mutating func insideMask(_ indices: Value, size: Int) -> Value {
    and(compare(.greaterEqual, indices, 0), compare(.less, indices, Double(size)))
  }

  private mutating func clampIndices(_ indices: Value, size: Int) -> Value {
    if areInside(indices, size: size) { return indices }
    return add(.clamp, fill(0, like: indices), indices, fill(Double(size - 1), like: indices))
  }

  /// Whether the indices are known to be in `0..<size`: positions, or clamped to these bounds.
  private func areInside(_ indices: Value, size: Int) -> Bool {
    let node = nodes[indices.node]
    switch node.operation {
    case .iota(let type, let axis): return type.shape[axis] <= size
    case .constant(let literal):
      return literal.scalars(as: Int32.self).allSatisfy { 0 <= $0 && $0 < size }
    case .clamp:
      guard let low = uniformConstant(node.operands[0]), let high = uniformConstant(node.operands[2]) else {
        return false
      }
      return low >= 0 && high < Double(size)
    case .broadcast, .reshape, .transpose: return areInside(node.operands[0], size: size)
    default: return false
    }
  }

  /// Each sorted element came from one position, which the sort reports.
  mutating func sortGradient(_ axis: Int, _ node: Pullback) -> Value {
    let shape = self[node.gradient].shape
    let count = [self[node.gradient].count]
    let positions = Value(node: node.result.node, result: 1)
    let origins = reshape(rowMajorPositions(shape, replacing: axis, by: positions), to: count)
    let updates = reshape(node.gradient, to: count)
    let flat = add(.scatter(axis: 0, .add), zeros(like: updates), origins, updates)
    return reshape(flat, to: shape)
  }

  /// For each element of a tensor its row-major position, after its coordinate along `axis` is replaced.
  private mutating func rowMajorPositions(
    _ shape: [Int], replacing axis: Int, by coordinates: Value
  ) -> Value {
    let type = TensorType(.int32, shape)
    let strides = rowMajorStrides(shape)
    var position = multiply(coordinates, Double(strides[axis]))
    for other in shape.indices where other != axis && shape[other] > 1 {
      position = plus(position, multiply(add(.iota(type, axis: other)), Double(strides[other])))
    }
    return position
  }
}
