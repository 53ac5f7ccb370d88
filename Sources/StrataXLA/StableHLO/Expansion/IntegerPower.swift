import StrataGraph

extension Graph {
  /// A power of integers by repeated squaring. XLA's own loses the high bits of large exponents.
  mutating func integerPower(_ base: Value, _ exponent: Value) -> Value {
    let dtype = self[base].dtype
    let bitCount = dtype.byteCount * 8
    var (power, square, rest) = (fill(1, like: base), base, exponent)
    for _ in 0..<bitCount {
      let isOdd = compare(.notEqual, and(rest, fill(1, like: rest)), 0)
      power = select(isOdd, multiply(power, square), power)
      square = multiply(square, square)
      rest = add(.binary(.shiftRightLogical), rest, fill(1, like: rest))
    }
    guard dtype == .int32 || dtype == .int64 else { return power }
    return select(compare(.less, exponent, 0), reciprocalPower(base, exponent), power)
  }

  /// The whole part of a power with a negative exponent: 0, unless the base is 1 or −1.
  private mutating func reciprocalPower(_ base: Value, _ exponent: Value) -> Value {
    let isOdd = compare(.notEqual, and(exponent, fill(1, like: exponent)), 0)
    let isOne = compare(.equal, unary(.abs, base), 1)
    // With an exponent that is odd a power of ±1 is the base, otherwise its square.
    return select(isOne, select(isOdd, base, fill(1, like: base)), otherwise: 0)
  }
}
