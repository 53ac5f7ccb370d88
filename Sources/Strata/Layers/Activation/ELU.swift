/// x where it is positive, else `alpha` · (exp(x) − 1) (Clevert et al., 2016).
public final class ELU: Layer {
  /// The factor for negative numbers.
  public let alpha: Double

  /// A layer with the given factor for negative numbers.
  public init(alpha: Double = 1, name: String? = nil) {
    self.alpha = alpha
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(alpha: try config.double("alpha", default: 1), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["alpha": alpha] }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.elu(alpha: alpha)
  }
}
