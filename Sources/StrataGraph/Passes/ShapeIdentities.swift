/// Identities of reshapes, broadcasts and transpositions. Broadcasts end up without axes of size one in their
/// operand, so that a bias, say, is always a broadcast of a vector.
func useShapeIdentities(
  _ rebuilder: inout Rebuilder, _ operation: Operation, _ operands: [Value]
) -> Value? {
  switch operation {
  case .reshape(let shape): rebuilder.simplifyReshape(operands[0], shape)
  case .broadcast(let shape, let axes): rebuilder.simplifyBroadcast(operands[0], shape, axes)
  case .transpose(let permutation): rebuilder.simplifyTransposition(operands[0], permutation)
  default: nil
  }
}

extension Rebuilder {
  /// The scalar of which `value` is a broadcast.
  func broadcastScalar(_ value: Value) -> Value? {
    guard case (.broadcast(_, []), let operands) = origin(of: value) else { return nil }
    return operands[0]
  }

  fileprivate mutating func simplifyReshape(_ x: Value, _ shape: [Int]) -> Value? {
    if self.shape(of: x) == shape { return x }
    if let scalar = broadcastScalar(x) { return add(.broadcast(shape: shape, axes: []), scalar) }
    guard case (.reshape, let operands) = origin(of: x) else { return nil }
    return add(.reshape(shape), operands[0])
  }

  fileprivate mutating func simplifyBroadcast(_ x: Value, _ shape: [Int], _ axes: [Int]) -> Value? {
    let source = self.shape(of: x)
    if graph[x].count == shape.reduce(1, *) { return add(.reshape(shape), x) }
    if case (.broadcast(_, let innerAxes), let operands) = origin(of: x) {
      return add(.broadcast(shape: shape, axes: innerAxes.map { axes[$0] }), operands[0])
    }
    guard source.contains(1) else { return nil }
    let proper = source.indices.filter { source[$0] != 1 }
    let squeezed = add(.reshape(proper.map { source[$0] }), x)
    return add(.broadcast(shape: shape, axes: proper.map { axes[$0] }), squeezed)
  }

  fileprivate mutating func simplifyTransposition(_ x: Value, _ permutation: [Int]) -> Value? {
    let source = self.shape(of: x)
    let movedAxes = permutation.filter { source[$0] != 1 }
    if zip(movedAxes, movedAxes.dropFirst()).allSatisfy({ $0 < $1 }) {
      return add(.reshape(permutation.map { source[$0] }), x)
    }
    if let scalar = broadcastScalar(x) {
      return add(.broadcast(shape: permutation.map { source[$0] }, axes: []), scalar)
    }
    guard case (.transpose(let inner), let operands) = origin(of: x) else { return nil }
    return add(.transpose(permutation: permutation.map { inner[$0] }), operands[0])
  }
}
