/// Identities of elementwise operations. Each holds for every number, infinities, NaN and both zeros included.
func useArithmeticIdentities(
  _ rebuilder: inout Rebuilder, _ operation: Operation, _ operands: [Value]
) -> Value? {
  switch operation {
  case .unary(let op): rebuilder.simplify(op, operands[0])
  case .binary(let op): rebuilder.simplify(op, operands[0], operands[1])
  case .select: rebuilder.simplifySelection(operands[0], operands[1], operands[2])
  case .convert(let dtype): rebuilder.simplifyConversion(operands[0], to: dtype)
  case .bitcast(let dtype): rebuilder.simplifyBitcast(operands[0], to: dtype)
  default: nil
  }
}

extension Rebuilder {
  /// The operand if `value` is the given operation of it.
  private func operand(of value: Value, if op: UnaryOperator) -> Value? {
    let (operation, operands) = origin(of: value)
    return operation == .unary(op) ? operands[0] : nil
  }

  fileprivate func simplify(_ op: UnaryOperator, _ x: Value) -> Value? {
    op == .negate || op == .not ? operand(of: x, if: op) : nil
  }

  fileprivate mutating func simplify(_ op: BinaryOperator, _ x: Value, _ y: Value) -> Value? {
    let (left, right) = (graph.uniformConstant(x), graph.uniformConstant(y))
    switch op {
    case .add: return simplifySum(x, y, left, right)
    case .subtract:
      // −0 − 0 is −0, so subtracting 0 changes nothing; subtracting −0 makes it 0.
      if let right, isNeutral(right, sign: .plus, of: y) { return x }
      return operand(of: y, if: .negate).map { add(.binary(.add), x, $0) }
    case .multiply:
      if left == 1 { return y }
      if right == 1 { return x }
      if left == -1 { return add(.unary(.negate), y) }
      return right == -1 ? add(.unary(.negate), x) : nil
    case .divide: return right == 1 ? x : nil
    case .power: return right == 1 ? x : right == 2 ? add(.binary(.multiply), x, x) : nil
    case .maximum, .minimum: return x == y ? x : nil
    case .and, .or: return x == y ? x : simplifyLogic(op, x, y, left, right)
    default: return nil
    }
  }

  private mutating func simplifySum(_ x: Value, _ y: Value, _ left: Double?, _ right: Double?) -> Value? {
    // −0 + −0 is −0, so adding −0 changes nothing; adding 0 makes it 0.
    if let right, isNeutral(right, sign: .minus, of: y) { return x }
    if let left, isNeutral(left, sign: .minus, of: x) { return y }
    if let negated = operand(of: y, if: .negate) { return add(.binary(.subtract), x, negated) }
    return operand(of: x, if: .negate).map { add(.binary(.subtract), y, $0) }
  }

  /// Whether a number is a zero of the given sign; integers have only one.
  private func isNeutral(_ number: Double, sign: FloatingPointSign, of value: Value) -> Bool {
    number == 0 && (number.sign == sign || !graph[value].dtype.isFloatingPoint)
  }

  private func simplifyLogic(
    _ op: BinaryOperator, _ x: Value, _ y: Value, _ left: Double?, _ right: Double?
  ) -> Value? {
    guard graph[x].dtype == .bool else { return nil }
    let neutral = op == .and ? 1.0 : 0.0
    if let left { return left == neutral ? y : x }
    if let right { return right == neutral ? x : y }
    return nil
  }

  fileprivate mutating func simplifySelection(_ condition: Value, _ x: Value, _ y: Value) -> Value? {
    if x == y { return x }
    if let constant = graph.uniformConstant(condition) { return constant == 1 ? x : y }
    return operand(of: condition, if: .not).map { add(.select, $0, y, x) }
  }

  fileprivate mutating func simplifyConversion(_ x: Value, to target: DType) -> Value? {
    if graph[x].dtype == target { return x }
    guard case (.convert(let middle), let operands) = origin(of: x) else { return nil }
    let source = graph[operands[0]].dtype
    // Integers wrap where floating-point numbers saturate, so a detour between integers over floating point
    // matters.
    let detourMatters =
      !source.isFloatingPoint && middle.isFloatingPoint && target.isInteger && target != source
    guard source.isContained(in: middle), !detourMatters else { return nil }
    return add(.convert(target), operands[0])
  }

  fileprivate mutating func simplifyBitcast(_ x: Value, to target: DType) -> Value? {
    if graph[x].dtype == target { return x }
    guard case (.bitcast, let operands) = origin(of: x) else { return nil }
    return add(.bitcast(target), operands[0])
  }
}

extension DType {
  /// Whether `other` has all numbers of this type.
  fileprivate func isContained(in other: DType) -> Bool {
    switch self {
    case .bool: true
    case .uint8: other != .bool
    case .int32: [.int32, .int64, .float64].contains(other)
    case .uint32: [.uint32, .int64, .float64].contains(other)
    case .int64: other == .int64
    case .float16, .bfloat16: other == self || other == .float32 || other == .float64
    case .float32: other == .float32 || other == .float64
    case .float64: other == .float64
    }
  }
}
