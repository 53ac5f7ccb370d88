import CStrataKernels
import StrataGraph

extension DType {
  var kernelType: StrataType {
    switch self {
    case .bool: STRATA_BOOL
    case .uint8: STRATA_UINT8
    case .int32: STRATA_INT32
    case .uint32: STRATA_UINT32
    case .int64: STRATA_INT64
    case .float16: STRATA_FLOAT16
    case .bfloat16: STRATA_BFLOAT16
    case .float32: STRATA_FLOAT32
    case .float64: STRATA_FLOAT64
    }
  }
}

extension UnaryOperator {
  var kernelOperator: StrataUnary {
    switch self {
    case .negate: STRATA_NEGATE
    case .abs: STRATA_ABS
    case .sign: STRATA_SIGN
    case .floor: STRATA_FLOOR
    case .ceil: STRATA_CEIL
    case .round: STRATA_ROUND
    case .exp: STRATA_EXP
    case .expm1: STRATA_EXPM1
    case .log: STRATA_LOG
    case .log1p: STRATA_LOG1P
    case .sqrt: STRATA_SQRT
    case .rsqrt: STRATA_RSQRT
    case .sin: STRATA_SIN
    case .cos: STRATA_COS
    case .tan: STRATA_TAN
    case .tanh: STRATA_TANH
    case .logistic: STRATA_LOGISTIC
    case .erf: STRATA_ERF
    case .erfInverse: STRATA_ERF_INVERSE
    case .not: STRATA_NOT
    case .isFinite: STRATA_IS_FINITE
    }
  }
}

extension BinaryOperator {
  var kernelOperator: StrataBinary {
    switch self {
    case .add: STRATA_ADD
    case .subtract: STRATA_SUBTRACT
    case .multiply: STRATA_MULTIPLY
    case .divide: STRATA_DIVIDE
    case .power: STRATA_POWER
    case .remainder: STRATA_REMAINDER
    case .maximum: STRATA_MAXIMUM
    case .minimum: STRATA_MINIMUM
    case .atan2: STRATA_ATAN2
    case .and: STRATA_AND
    case .or: STRATA_OR
    case .xor: STRATA_XOR
    case .shiftLeft: STRATA_SHIFT_LEFT
    case .shiftRightArithmetic: STRATA_SHIFT_RIGHT_ARITHMETIC
    case .shiftRightLogical: STRATA_SHIFT_RIGHT_LOGICAL
    }
  }
}

extension Comparison {
  var kernelOperator: StrataComparison {
    switch self {
    case .equal: STRATA_EQUAL
    case .notEqual: STRATA_NOT_EQUAL
    case .less: STRATA_LESS
    case .lessEqual: STRATA_LESS_EQUAL
    case .greater: STRATA_GREATER
    case .greaterEqual: STRATA_GREATER_EQUAL
    }
  }
}

extension Reduction {
  var kernelReduction: StrataReduction {
    switch self {
    case .sum: STRATA_REDUCE_SUM
    case .product: STRATA_REDUCE_PRODUCT
    case .maximum: STRATA_REDUCE_MAXIMUM
    case .minimum: STRATA_REDUCE_MINIMUM
    case .and: STRATA_REDUCE_AND
    case .or: STRATA_REDUCE_OR
    }
  }
}
