/// x where it is not negative, else `negativeSlope` · x.
public final class LeakyReLU: Layer {
  /// The slope for small numbers.
  public let negativeSlope: Double

  /// A layer with the given slope for negative numbers.
  public init(negativeSlope: Double = 0.3, name: String? = nil) {
    self.negativeSlope = negativeSlope
    super.init(name: name)
  }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(negativeSlope >= 0, "negativeSlope", expected: "not negative", found: negativeSlope)
  }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.leakyRelu(negativeSlope: negativeSlope)
  }
}
