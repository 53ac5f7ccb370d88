import StrataGraph

extension UnaryOperator {
  var stableHLO: String {
    switch self {
    case .negate: "negate"
    case .abs: "abs"
    case .sign: "sign"
    case .floor: "floor"
    case .ceil: "ceil"
    case .round: "round_nearest_even"
    case .exp: "exponential"
    case .expm1: "exponential_minus_one"
    case .log: "log"
    case .log1p: "log_plus_one"
    case .sqrt: "sqrt"
    case .rsqrt: "rsqrt"
    case .sin: "sine"
    case .cos: "cosine"
    case .tanh: "tanh"
    case .logistic: "logistic"
    case .not: "not"
    case .isFinite: "is_finite"
    case .tan, .erf, .erfInverse: fatalError("\(self) must be expanded")
    }
  }
}

extension BinaryOperator {
  var stableHLO: String {
    switch self {
    case .add: "add"
    case .subtract: "subtract"
    case .multiply: "multiply"
    case .divide: "divide"
    case .power: "power"
    case .remainder: "remainder"
    case .maximum: "maximum"
    case .minimum: "minimum"
    case .atan2: "atan2"
    case .and: "and"
    case .or: "or"
    case .xor: "xor"
    case .shiftLeft: "shift_left"
    case .shiftRightArithmetic: "shift_right_arithmetic"
    case .shiftRightLogical: "shift_right_logical"
    }
  }
}

extension Comparison {
  fileprivate var stableHLO: String {
    switch self {
    case .equal: "EQ"
    case .notEqual: "NE"
    case .less: "LT"
    case .lessEqual: "LE"
    case .greater: "GT"
    case .greaterEqual: "GE"
    }
  }
}

extension DType {
  fileprivate var comparisonType: String {
    switch self {
    case .bool, .uint8, .uint32: "UNSIGNED"
    case .int32, .int64: "SIGNED"
    case .float16, .bfloat16, .float32, .float64: "FLOAT"
    }
  }
}

extension OperationWriter {
  mutating func compare(_ comparison: Comparison, _ x: NamedValue, _ y: NamedValue) -> NamedValue {
    add(
      "compare", [x, y], x.type.with(.bool),
      [
        .raw("comparison_direction", "#stablehlo<comparison_direction \(comparison.stableHLO)>"),
        .raw("compare_type", "#stablehlo<comparison_type \(x.type.dtype.comparisonType)>"),
      ])
  }

  mutating func binary(_ op: BinaryOperator, _ x: NamedValue, _ y: NamedValue) -> NamedValue {
    add(op.stableHLO, [x, y], x.type)
  }

  mutating func reshape(_ x: NamedValue, to shape: [Int]) -> NamedValue {
    add("reshape", [x], x.type.with(shape))
  }
}
