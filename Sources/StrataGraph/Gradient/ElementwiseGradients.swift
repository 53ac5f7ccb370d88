/// The rules of elementwise operations. `dy` is the gradient of the result `y`.
extension Graph {
  mutating func unaryGradient(_ op: UnaryOperator, _ node: Pullback) -> Value? {
    let (x, y, dy) = (node.operands[0], node.result, node.gradient)
    switch op {
    case .sign, .floor, .ceil, .round:
      return nil  // Constant between the places where it jumps.
    case .not, .isFinite:
      return nil  // Takes or gives no floating point.
    case .negate: return negate(dy)
    case .abs: return select(compare(.greaterEqual, x, 0), dy, negate(dy))
    case .exp: return multiply(dy, y)
    case .expm1: return multiply(dy, plus(y, 1))
    case .log: return divide(dy, x)
    case .log1p: return divide(dy, plus(x, 1))
    case .sqrt: return multiply(dy, divide(fill(0.5, like: y), y))
    case .rsqrt: return multiply(dy, multiply(divide(y, x), -0.5))
    case .sin: return multiply(dy, unary(.cos, x))
    case .cos: return negate(multiply(dy, unary(.sin, x)))
    case .tan: return multiply(dy, plus(square(y), 1))
    case .tanh: return multiply(plus(dy, multiply(dy, y)), subtract(1, y))
    case .logistic: return multiply(dy, multiply(y, subtract(1, y)))
    case .erf: return multiply(dy, multiply(unary(.exp, negate(square(x))), twoOverRootPi))
    case .erfInverse: return multiply(dy, multiply(unary(.exp, square(y)), 1 / twoOverRootPi))
    }
  }

  mutating func binaryGradient(_ op: BinaryOperator, _ node: Pullback, _ operand: Int) -> Value? {
    let (x, y, dz) = (node.operands[0], node.operands[1], node.gradient)
    let left = operand == 0
    switch op {
    case .and, .or, .xor, .shiftLeft, .shiftRightArithmetic, .shiftRightLogical:
      return nil  // Integers only.
    case .add: return dz
    case .subtract: return left ? dz : negate(dz)
    case .multiply:
      if x == y { return left ? multiply(dz, multiply(x, 2)) : nil }  // A square: one part for both operands.
      return multiply(dz, left ? y : x)
    case .divide: return left ? divide(dz, y) : negate(divide(multiply(dz, node.result), y))
    case .power: return left ? powerBaseGradient(node) : powerExponentGradient(node)
    case .remainder:
      return left ? dz : negate(multiply(dz, truncate(divide(x, y))))
    case .maximum: return extremeGradient(node, operand, wins: .greater)
    case .minimum: return extremeGradient(node, operand, wins: .less)
    case .atan2:
      let factor = divide(left ? y : x, plus(square(x), square(y)))
      let part = multiply(dz, factor)
      return left ? part : negate(part)
    }
  }

  private mutating func truncate(_ x: Value) -> Value {
    multiply(unary(.sign, x), unary(.floor, unary(.abs, x)))
  }

  private mutating func powerBaseGradient(_ node: Pullback) -> Value? {
    let (x, exponent, dz) = (node.operands[0], node.operands[1], node.gradient)
    switch uniformConstant(exponent) {
    case 0: return nil
    case 1: return dz
    case 2: return multiply(dz, multiply(x, 2))
    default:
      let power = add(.binary(.power), x, subtract(exponent, fill(1, like: exponent)))
      return multiply(dz, multiply(exponent, power))
    }
  }

  /// log(x) · z, where a base of 0 counts as 1 so that 0 raised to a positive exponent has gradient 0.
  private mutating func powerExponentGradient(_ node: Pullback) -> Value {
    let x = node.operands[0]
    let base = select(compare(.equal, x, 0), fill(1, like: x), x)
    return multiply(node.gradient, multiply(unary(.log, base), node.result))
  }

  /// Equal operands share the gradient, unless one is a constant: then the other gets 0, which is the
  /// gradient of a ReLU at 0 and needs one comparison only.
  private mutating func extremeGradient(_ node: Pullback, _ operand: Int, wins: Comparison) -> Value {
    let (own, other) = (node.operands[operand], node.operands[1 - operand])
    let won = compare(wins, own, other)
    if isConstant(other) { return select(won, node.gradient, otherwise: 0) }
    let half = select(compare(.equal, own, other), multiply(node.gradient, 0.5), otherwise: 0)
    return select(won, node.gradient, half)
  }

  mutating func selectGradient(_ node: Pullback, _ operand: Int) -> Value? {
    let (condition, dy) = (node.operands[0], node.gradient)
    switch operand {
    case 1: return select(condition, dy, otherwise: 0)
    case 2: return select(condition, zeros(like: dy), dy)
    default: return nil  // The condition is a bool.
    }
  }

  mutating func clampGradient(_ node: Pullback, _ operand: Int) -> Value {
    let (low, x, high) = (node.operands[0], node.operands[1], node.operands[2])
    let passes =
      switch operand {
      case 0: and(compare(.greater, low, x), compare(.less, low, high))
      case 1: and(compare(.greater, x, low), compare(.less, x, high))
      default: compare(.less, high, add(.binary(.maximum), low, x))
      }
    return select(passes, node.gradient, otherwise: 0)
  }
}

/// 2 / √π, the slope of the error function at 0.
private let twoOverRootPi = 1.1283791670955126
