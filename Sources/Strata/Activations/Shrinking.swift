/// Functions of each element that set small numbers to 0. Formulas and gradients are those of `keras.activations`
/// on JAX.
extension Tensor {
  /// x where |x| is larger than `threshold`, else 0.
  public func hardShrink(threshold: Double = 0.5) -> Tensor { select(abs() .> threshold, self, 0) }

  /// x moved towards 0 by `threshold`, and 0 where |x| is not larger.
  public func softShrink(threshold: Double = 0.5) -> Tensor {
    select(self .> threshold, self - threshold, select(self .< -threshold, self + threshold, 0))
  }

  /// x − tanh(x).
  public func tanhShrink() -> Tensor { self - tanh() }

  /// x where it is larger than `threshold`, else `defaultValue`.
  public func threshold(_ threshold: Double, defaultValue: Double) -> Tensor {
    select(self .> threshold, self, defaultValue)
  }
}
