/// Computes an operation on constants. Only operations whose result is defined to the last bit are computed, so
/// that a program gives the same numbers on an engine whether or not it was simplified.
func foldConstants(_ rebuilder: inout Rebuilder, _ operation: Operation, _ operands: [Value]) -> Value? {
  let literals = operands.compactMap { rebuilder.literal($0) }
  guard literals.count == operands.count, let folded = folded(operation, literals) else { return nil }
  return rebuilder.add(.constant(folded))
}

extension Rebuilder {
  fileprivate func literal(_ value: Value) -> Literal? {
    guard case .constant(let literal) = origin(of: value).operation else { return nil }
    return literal
  }
}

private func folded(_ operation: Operation, _ literals: [Literal]) -> Literal? {
  switch operation {
  case .reshape(let shape): literals[0].reshaped(shape)
  case .convert(let dtype): literals[0].converted(to: dtype)
  case .unary(let op): literals[0].applying(op)
  case .binary(let op): literals[0].applying(op, literals[1])
  default: nil
  }
}
