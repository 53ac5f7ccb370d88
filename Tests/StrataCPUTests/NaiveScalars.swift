import Foundation
import StrataGraph

extension NaiveInterpreter {
  static func unary(_ op: UnaryOperator, _ x: Double) -> Double {
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
    case .not: x == 0 ? 1 : 0
    case .isFinite: x.isFinite ? 1 : 0
    }
  }

  /// By bisection of the C library's erf and erfc.
  static func erfInverse(_ x: Double) -> Double {
    if x.isNaN || abs(x) > 1 { return .nan }
    if abs(x) == 1 { return x * .infinity }
    var (low, high) = (0.0, 30.0)
    let target = abs(x)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      let below = target < 0.5 ? erf(middle) < target : erfc(middle) > 1 - target
      if below { low = middle } else { high = middle }
    }
    return x < 0 ? -low : low
  }

  static func binary(_ op: BinaryOperator, _ x: Double, _ y: Double, _ dtype: DType) -> Double {
    switch op {
    case .add: return x + y
    case .subtract: return x - y
    case .multiply: return x * y
    case .divide:
      if dtype.isFloatingPoint { return x / y }
      return y == 0 ? -1 : (x / y).rounded(.towardZero)
    case .power: return pow(x, y)
    case .remainder: return !dtype.isFloatingPoint && y == 0 ? x : fmod(x, y)
    case .maximum: return x.isNaN || y.isNaN ? .nan : max(x, y)
    case .minimum: return x.isNaN || y.isNaN ? .nan : min(x, y)
    case .atan2: return atan2(x, y)
    case .and: return Double(Int(x) & Int(y))
    case .or: return Double(Int(x) | Int(y))
    case .xor: return Double(Int(x) ^ Int(y))
    case .shiftLeft: return Double(Int(x) << Int(y))
    case .shiftRightArithmetic, .shiftRightLogical: return Double(Int(x) >> Int(y))
    }
  }
}
