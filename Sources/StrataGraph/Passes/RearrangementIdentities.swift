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
  case .reduce(_, let axes):
    let shape = rebuilder.shape(of: operands[0])
    guard axes.allSatisfy({ shape[$0] == 1 }) else { return nil }
    return rebuilder.add(.reshape(shape.indices.filter { !axes.contains($0) }.map { shape[$0] }), operands[0])
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
}
