/// x where it is positive, else `alpha` · (exp(x) − 1) (Clevert et al., 2016).
public final class ELU: Layer {
  /// The factor for negative numbers.
  public let alpha: Double

  /// A layer with the given factor for negative numbers.
  public init(alpha: Double = 1, name: String? = nil) {
    self.alpha = alpha
    super.init(name: name)
  }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.elu(alpha: alpha)
  }
}
