import Foundation
import StrataGraph

func unary(_ op: UnaryOperator, _ x: HostTensor, _ type: TensorType) -> HostTensor {
  if op == .isFinite { return HostTensor(type, x.elements.map { Number($0.double.isFinite) }) }
  if x.dtype.isFloatingPoint {
    return HostTensor(type, x.elements.map { x.dtype.rounded(unary(op, $0.double)) })
  }
  return HostTensor(type, x.elements.map { unary(op, $0.int, x.dtype) })
}

private func unary(_ op: UnaryOperator, _ x: Double) -> Double {
  switch op {
  case .negate: -x
  case .abs: abs(x)
  case .sign: x > 0 ? 1 : x < 0 ? -1 : x
  case .floor: x.rounded(.down)
  case .ceil: x.rounded(.up)
  case .round: x.rounded(.toNearestOrEven)
  case .exp: exp(x)
  case .expm1: expm1(x)
  case .log: log(x)
  case .log1p: log1p(x)
  case .sqrt: x.squareRoot()
  case .rsqrt: 1 / x.squareRoot()
  case .sin: sin(x)
  case .cos: cos(x)
  case .tan: tan(x)
  case .tanh: tanh(x)
  case .logistic: 1 / (1 + exp(-x))
  case .erf: erf(x)
  case .erfInverse: erfInverse(x)
  case .not, .isFinite: fatalError("\(op) does not give floating point")
  }
}

private func unary(_ op: UnaryOperator, _ x: Int64, _ dtype: DType) -> Number {
  switch op {
  case .negate: dtype.wrapped(0 &- x)
  case .abs: dtype.wrapped(x < 0 ? 0 &- x : x)
  case .sign: .integer(x.signum())
  case .not: dtype == .bool ? Number(x == 0) : dtype.wrapped(~x)
  default: fatalError("\(op) does not take integers")
  }
}

/// By Newton's method from 0, which approaches the root of a concave function from below.
private func erfInverse(_ x: Double) -> Double {
  if x < 0 { return -erfInverse(-x) }
  if x == 0 || x == 1 || x.isNaN { return x == 1 ? .infinity : x }
  if x > 1 { return .nan }
  var y = 0.0
  while true {
    // Near 1 the error function itself has lost the digits that its complement has.
    let missing = x < 0.5 ? x - erf(y) : erfc(y) - (1 - x)
    let next = y + missing / (2 / Double.pi.squareRoot() * exp(-y * y))
    guard next > y else { return y }
    y = next
  }
}

func binary(_ op: BinaryOperator, _ x: HostTensor, _ y: HostTensor) -> HostTensor {
  let dtype = x.dtype
  let elements = zip(x.elements, y.elements).map { x, y in
    dtype.isFloatingPoint
      ? dtype.rounded(binary(op, x.double, y.double)) : dtype.wrapped(binary(op, x.int, y.int, dtype))
  }
  return HostTensor(x.type, elements)
}

private func binary(_ op: BinaryOperator, _ x: Double, _ y: Double) -> Double {
  switch op {
  case .add: x + y
  case .subtract: x - y
  case .multiply: x * y
  case .divide: x / y
  case .power: pow(x, y)
  case .remainder: fmod(x, y)
  case .maximum: x.isNaN || y.isNaN ? .nan : max(x, y)
  case .minimum: x.isNaN || y.isNaN ? .nan : min(x, y)
  case .atan2: atan2(x, y)
  case .and, .or, .xor, .shiftLeft, .shiftRightArithmetic, .shiftRightLogical:
    fatalError("\(op) does not take floating point")
  }
}

/// The low bits of the result.
private func binary(_ op: BinaryOperator, _ x: Int64, _ y: Int64, _ dtype: DType) -> Int64 {
  let width = Int64(dtype.byteCount * 8)
  let shiftsOut = y < 0 || y >= width
  switch op {
  case .add: return x &+ y
  case .subtract: return x &- y
  case .multiply: return x &* y
  case .divide: return y == 0 ? -1 : y == -1 ? 0 &- x : x / y
  case .power: return power(x, y)
  case .remainder: return y == 0 ? x : y == -1 ? 0 : x % y
  case .maximum: return max(x, y)
  case .minimum: return min(x, y)
  case .and: return x & y
  case .or: return x | y
  case .xor: return x ^ y
  case .shiftLeft: return shiftsOut ? 0 : x << y
  case .shiftRightLogical:
    let bits = UInt64(bitPattern: x) & (width == 64 ? .max : (1 << UInt64(width)) - 1)
    return shiftsOut ? 0 : Int64(bitPattern: bits >> UInt64(y))
  case .shiftRightArithmetic:
    // The top bit of the type is copied, that of an unsigned type too.
    let signed = width == 64 ? x : (x << (64 - width)) >> (64 - width)
    return signed >> (shiftsOut ? 63 : y)
  case .atan2: fatalError("atan2 does not take integers")
  }
}

/// A negative exponent gives the whole part of the fraction.
private func power(_ base: Int64, _ exponent: Int64) -> Int64 {
  if exponent < 0 { return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0 }
  var (result, square, rest) = (Int64(1), base, exponent)
  while rest > 0 {
    if rest % 2 == 1 { result = result &* square }
    square = square &* square
    rest /= 2
  }
  return result
}

func compare(_ comparison: Comparison, _ x: HostTensor, _ y: HostTensor, _ type: TensorType) -> HostTensor {
  func holds<Scalar: Comparable>(_ x: Scalar, _ y: Scalar) -> Bool {
    switch comparison {
    case .equal: x == y
    case .notEqual: x != y
    case .less: x < y
    case .lessEqual: x <= y
    case .greater: x > y
    case .greaterEqual: x >= y
    }
  }
  let elements = zip(x.elements, y.elements).map { left, right in
    Number(x.dtype.isFloatingPoint ? holds(left.double, right.double) : holds(left.int, right.int))
  }
  return HostTensor(type, elements)
}

func clamp(low: HostTensor, _ x: HostTensor, high: HostTensor) -> HostTensor {
  binary(.minimum, binary(.maximum, low, x), high)
}

func convert(_ number: Number, to dtype: DType) -> Number {
  switch number {
  case .integer(let value): return dtype.number(value)
  case .float(let value):
    if dtype.isFloatingPoint { return dtype.rounded(value) }
    if dtype == .bool { return Number(value != 0) }
    if value.isNaN { return .integer(0) }
    let (smallest, largest) = (dtype.range.smallest.int, dtype.range.largest.int)
    if value <= Double(smallest) { return .integer(smallest) }
    return value >= Double(largest) ? .integer(largest) : .integer(Int64(value))
  }
}
