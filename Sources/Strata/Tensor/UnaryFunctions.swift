import StrataGraph

/// Functions of each element. Integers and `bool` become `float32` where the result is a real number.
extension Tensor {
  private func real(_ op: UnaryOperator) -> Tensor { .apply(.unary(op), [inFloatingPoint()]) }

  // MARK: Exponentials, logarithms and powers

  /// e to the power of each element.
  public func exp() -> Tensor { real(.exp) }
  /// exp(x) − 1, exact near 0.
  public func expm1() -> Tensor { real(.expm1) }
  /// The natural logarithm.
  public func log() -> Tensor { real(.log) }
  /// log(1 + x), exact near 0.
  public func log1p() -> Tensor { real(.log1p) }
  /// The square root.
  public func sqrt() -> Tensor { real(.sqrt) }
  /// 1 / √x.
  public func rsqrt() -> Tensor { real(.rsqrt) }
  /// x².
  public func square() -> Tensor { self * self }
  /// 1 / x.
  public func reciprocal() -> Tensor { 1 / inFloatingPoint() }

  // MARK: Sign and rounding

  /// The absolute value.
  public func abs() -> Tensor { .apply(.unary(.abs), [inNumbers()]) }
  /// −1, 0 or 1.
  public func sign() -> Tensor { .apply(.unary(.sign), [inNumbers()]) }
  /// The largest integer that is not greater.
  public func floor() -> Tensor { real(.floor) }
  /// The smallest integer that is not less.
  public func ceil() -> Tensor { real(.ceil) }
  /// The nearest integer, halves to even.
  public func rounded() -> Tensor { real(.round) }

  // MARK: Trigonometry, in radians

  /// The sine.
  public func sin() -> Tensor { real(.sin) }
  /// The cosine.
  public func cos() -> Tensor { real(.cos) }
  /// The tangent.
  public func tan() -> Tensor { real(.tan) }

  /// The arc sine, from −π/2 to π/2.
  public func asin() -> Tensor {
    .composite("asin", of: [inFloatingPoint()]) { atan2($0[0], ((1 - $0[0]) * (1 + $0[0])).sqrt()) }
  }

  /// The arc cosine, from 0 to π.
  public func acos() -> Tensor {
    .composite("acos", of: [inFloatingPoint()]) { atan2(((1 - $0[0]) * (1 + $0[0])).sqrt(), $0[0]) }
  }

  /// The arc tangent, from −π/2 to π/2.
  public func atan() -> Tensor {
    let x = inFloatingPoint()
    return atan2(x, x.scalarOperand(1))
  }

  // MARK: Hyperbolic functions

  /// The hyperbolic sine.
  public func sinh() -> Tensor {
    // A difference of expm1, not of exp, keeps the digits near 0.
    .composite("sinh", of: [inFloatingPoint()]) { ($0[0].expm1() - (-$0[0]).expm1()) * 0.5 }
  }

  /// The hyperbolic cosine.
  public func cosh() -> Tensor {
    .composite("cosh", of: [inFloatingPoint()]) { ($0[0].exp() + (-$0[0]).exp()) * 0.5 }
  }

  /// The hyperbolic tangent.
  public func tanh() -> Tensor { real(.tanh) }

  // MARK: Functions of statistics and networks

  /// The logistic function, 1 / (1 + exp(−x)).
  public func sigmoid() -> Tensor { real(.logistic) }
  /// max(x, 0). The gradient at 0 is 0.
  public func relu() -> Tensor { maximum(self, 0) }
  /// The error function.
  public func erf() -> Tensor { real(.erf) }
  /// The inverse of the error function; infinite at −1 and 1.
  public func erfInverse() -> Tensor { real(.erfInverse) }

  // MARK: Tests

  /// Where an element is neither infinite nor NaN.
  public func isFinite() -> Tensor { .apply(.unary(.isFinite), [inFloatingPoint()]) }
  /// Where an element is NaN.
  public func isNaN() -> Tensor { self .!= self }
  /// Where an element is infinite.
  public func isInfinite() -> Tensor {
    let x = inFloatingPoint()
    return x.abs() .== x.scalarOperand(Double.infinity)
  }

  // MARK: Gradients

  /// The same elements, through which no gradient flows.
  public func stoppingGradient() -> Tensor {
    guard isTraced, dtype.isFloatingPoint else { return self }
    // There are no integers of two bytes.
    if dtype.isHalf { return converted(to: .float32).stoppingGradient().converted(to: dtype) }
    let bits = Tensor.apply(.bitcast(dtype == .float32 ? .int32 : .int64), [self])
    return .apply(.bitcast(dtype), [bits])
  }
}
