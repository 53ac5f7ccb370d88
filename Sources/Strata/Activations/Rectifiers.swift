/// Functions of each element that let positive numbers through. Formulas and gradients are those of
/// `keras.activations` on JAX.
extension Tensor {
  /// Below `threshold` `negativeSlope` · (x − threshold), above it x but at most `maxValue`.
  public func relu(maxValue: Double?, negativeSlope: Double = 0, threshold: Double = 0) -> Tensor {
    if negativeSlope != 0, threshold == 0, maxValue == nil { return leakyRelu(negativeSlope: negativeSlope) }
    var positive = threshold == 0 ? relu() : select(self .> threshold, self, 0)
    if let maxValue { positive = minimum(positive, maxValue) }
    return negativeSlope == 0 ? positive : positive - negativeSlope * (threshold - self).relu()
  }

  /// min(max(x, 0), 6).
  public func relu6() -> Tensor { minimum(relu(), 6) }

  /// x where it is not negative, else `negativeSlope` · x.
  public func leakyRelu(negativeSlope: Double = 0.2) -> Tensor {
    select(self .>= 0, self, negativeSlope * self)
  }

  /// x where it is positive, else `alpha` · (exp(x) − 1).
  public func elu(alpha: Double = 1) -> Tensor {
    let isPositive = self .> 0
    // The exponential of large numbers, which are not used, must not make the gradient NaN.
    return select(isPositive, self, alpha * select(isPositive, 0, self).expm1())
  }

  /// x where it is positive, else `alpha` · (exp(x / alpha) − 1).
  public func celu(alpha: Double = 1) -> Tensor {
    let isPositive = self .> 0
    return select(isPositive, self, alpha * (select(isPositive, 0, self) / alpha).expm1())
  }

  /// The ELU scaled so that activations keep mean 0 and variance 1 (Klambauer et al., 2017).
  public func selu() -> Tensor { 1.0507009873554805 * elu(alpha: 1.6732632423543772) }

  /// x · Φ(x) with the normal distribution function Φ, or its approximation by tanh (Hendrycks and Gimpel, 2016).
  public func gelu(approximate: Bool = false) -> Tensor {
    if approximate {
      let rootOfTwoOverPi = 0.7978845608028654
      return self * (0.5 * (1 + (rootOfTwoOverPi * (self + 0.044715 * (self * self * self))).tanh()))
    }
    return 0.5 * self * (1 + (self * 0.5.squareRoot()).erf())
  }

  /// log(1 + exp(x)).
  public func softplus() -> Tensor {
    // exp of −|x| cannot overflow. Written with a condition, its gradient at 0 is 1/2.
    let isPositive = self .> 0
    return select(isPositive, self, 0) + select(isPositive, -self, self).exp().log1p()
  }

  /// (x + √(x² + b)) / 2.
  public func squareplus(b: Double = 4) -> Tensor { (self + (square() + b).sqrt()) / 2 }

  /// 0 up to −1, (x + 1)² / 4 up to 1, then x.
  public func sparsePlus() -> Tensor {
    select(self .<= -1, 0, select(self .>= 1, self, (self + 1).square() / 4))
  }
}
