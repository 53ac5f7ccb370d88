/// Finds operations that take everything, add nothing or combine single elements.
func useRearrangementIdentities(
  _ rebuilder: inout Rebuilder, _ operation: Operation, _ operands: [Value]
) -> Value? {
  switch operation {
  case .slice, .dynamicSlice:
    // A slice as large as its operand is all of it.
    return rebuilder.keepsShape(operation, operands) ? operands[0] : nil
  case .dynamicUpdateSlice:
    return rebuilder.shape(of: operands[0]) == rebuilder.shape(of: operands[1]) ? operands[1] : nil
  case .pad(let low, let high, let interior):
    return (low + high + interior).allSatisfy { $0 == 0 } ? operands[0] : nil
  case .reverse(let axes):
    return axes.allSatisfy { rebuilder.shape(of: operands[0])[$0] == 1 } ? operands[0] : nil
  case .concatenate(let axis):
    return rebuilder.simplifyConcatenation(operands, axis)
  case .reduce(let reduction, let axes):
    return rebuilder.simplifyReduction(reduction, operands[0], axes)
  case .reduceWindow(_, let window):
    let isSingle = (window.size + window.strides).allSatisfy { $0 == 1 }
    return isSingle && rebuilder.keepsShape(operation, operands) ? operands[0] : nil
  default:
    return nil
  }
}

extension Rebuilder {
  fileprivate func keepsShape(_ operation: Operation, _ operands: [Value]) -> Bool {
    let types = try? operation.resultTypes(operands.map { graph[$0] })
    return types?.first == graph[operands[0]]
  }

  fileprivate mutating func simplifyConcatenation(_ operands: [Value], _ axis: Int) -> Value? {
    let parts = operands.filter { shape(of: $0)[axis] > 0 }
    if parts.count == operands.count { return parts.count == 1 ? parts[0] : nil }
    return parts.isEmpty ? operands[0] : add(.concatenate(axis: axis), parts)
  }

  fileprivate mutating func simplifyReduction(_ reduction: Reduction, _ x: Value, _ axes: [Int]) -> Value? {
    let shape = self.shape(of: x)
    if axes.allSatisfy({ shape[$0] == 1 }) {
      return add(.reshape(shape.indices.filter { !axes.contains($0) }.map { shape[$0] }), x)
    }
    if reduction == .sum, let sum = sumOfSums(x, axes) { return sum }
    if reduction == .sum, let product = productSummedOverBatch(x, axes) { return product }
    // Rounding is symmetric, so that the sum of negated numbers is the negated sum (but for the sign of a 0), which takes
    // fewer negations.
    guard reduction == .sum, case (.unary(.negate), let operands) = origin(of: x) else { return nil }
    return add(.unary(.negate), add(.reduce(.sum, axes: axes), operands[0]))
  }

  /// One sum over the axes of two.
  private mutating func sumOfSums(_ x: Value, _ axes: [Int]) -> Value? {
    guard case (.reduce(.sum, let inner), let operands) = origin(of: x) else { return nil }
    let remaining = shape(of: operands[0]).indices.filter { !inner.contains($0) }
    return add(.reduce(.sum, axes: (inner + axes.map { remaining[$0] }).sorted()), operands[0])
  }

  /// The sum of a batch of products is one product: its batch axes are contracted too.
  private mutating func productSummedOverBatch(_ x: Value, _ axes: [Int]) -> Value? {
    guard case (.dot(var dot), let operands) = origin(of: x), axes.allSatisfy(dot.leftBatch.indices.contains)
    else { return nil }
    dot.leftContracting = axes.map { dot.leftBatch[$0] } + dot.leftContracting
    dot.rightContracting = axes.map { dot.rightBatch[$0] } + dot.rightContracting
    dot.leftBatch = dot.leftBatch.indices.filter { !axes.contains($0) }.map { dot.leftBatch[$0] }
    dot.rightBatch = dot.rightBatch.indices.filter { !axes.contains($0) }.map { dot.rightBatch[$0] }
    return add(.dot(dot), operands)
  }
}
