/// Functions of each element that level off, and products with them. Formulas and gradients are those of
/// `keras.activations` on JAX.
extension Tensor {
  /// log(sigmoid(x)).
  public func logSigmoid() -> Tensor { -(-self).softplus() }

  /// relu6(x + 3) / 6.
  public func hardSigmoid() -> Tensor { (self + 3).relu6() / 6 }

  /// 0 up to −1, (x + 1) / 2 up to 1, then 1.
  public func sparseSigmoid() -> Tensor { 0.5 * minimum(maximum(self + 1, 0), 2) }

  /// x between −1 and 1, and the nearer of the two beyond.
  public func hardTanh() -> Tensor { select(self .> 1, 1, select(self .< -1, -1, self)) }

  /// x / (1 + |x|).
  public func softsign() -> Tensor { self / (abs() + 1) }

  /// x · sigmoid(x), also called swish.
  public func silu() -> Tensor { self * sigmoid() }

  /// x · hardSigmoid(x), also called hard swish.
  public func hardSilu() -> Tensor { self * hardSigmoid() }

  /// x · tanh(softplus(x)).
  public func mish() -> Tensor { self * softplus().tanh() }

  /// The first half of the tensor along `axis`, times the sigmoid of the second (Dauphin et al., 2017).
  ///
  /// Stops with a message if the axis does not exist.
  public func glu(axis: Int = -1) -> Tensor {
    let halves = split(2, axis: axis)
    return halves[0] * halves[1].sigmoid()
  }
}
