/// x where it is not negative, else `negativeSlope` · x.
public final class LeakyReLU: Layer {
  /// The slope for small numbers.
  public let negativeSlope: Double

  /// A layer with the given slope for negative numbers.
  public init(negativeSlope: Double = 0.3, name: String? = nil) {
    self.negativeSlope = negativeSlope
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    // Keras 2 called the slope alpha.
    let slope = try config.optionalDouble("alpha") ?? config.double("negative_slope", default: 0.3)
    self.init(negativeSlope: slope, name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["negative_slope": negativeSlope] }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(negativeSlope >= 0, "negativeSlope", expected: "not negative", found: negativeSlope)
  }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.leakyRelu(negativeSlope: negativeSlope)
  }
}
