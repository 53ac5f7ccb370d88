/// An operation on each element of one tensor. The meaning is StableHLO's (`erf` and `erfInverse`: CHLO's).
public enum UnaryOperator: UInt8, Hashable, Sendable, CaseIterable {
  case negate, abs, sign, floor, ceil
  /// To the nearest integer, halves to even.
  case round
  case exp
  /// exp(x) − 1, exact near 0.
  case expm1
  case log
  /// log(1 + x), exact near 0.
  case log1p
  case sqrt
  /// 1 / √x.
  case rsqrt
  case sin, cos, tan, tanh
  /// 1 / (1 + exp(−x)).
  case logistic
  case erf, erfInverse
  /// Logical for `bool`, bitwise for integers.
  case not
  /// A `bool`: neither infinite nor NaN.
  case isFinite
}

/// An operation on the elements of two tensors of the same type.
public enum BinaryOperator: UInt8, Hashable, Sendable, CaseIterable {
  case add, subtract, multiply
  /// Truncates toward zero for integers; an integer divided by 0 gives −1 (all bits set).
  case divide
  case power
  /// Sign of the dividend, as C's `fmod` and `%`.
  case remainder
  /// NaN if either operand is NaN.
  case maximum, minimum
  case atan2
  /// Logical for `bool`, bitwise for integers.
  case and, or, xor
  case shiftLeft, shiftRightArithmetic, shiftRightLogical
}

/// A comparison of two tensors of the same type; the result is `bool`.
public enum Comparison: UInt8, Hashable, Sendable, CaseIterable {
  case equal, notEqual, less, lessEqual, greater, greaterEqual
}
