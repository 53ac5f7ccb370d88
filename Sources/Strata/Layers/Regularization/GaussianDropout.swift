/// In training, multiplies by normally distributed numbers around 1, whose variance is that of dropout with the same
/// rate, rate / (1 − rate) (Srivastava et al., 2014). Otherwise passes the input on unchanged.
public final class GaussianDropout: Layer {
  /// The part that dropout would set to 0, from 0 up to but without 1.
  public let rate: Double
  /// The seed as given; nil if one was drawn.
  public let seed: Int?
  private let seedGenerator: SeedGenerator?

  /// - Parameter seed: nil to draw one, as `setRandomSeed` determines.
  public init(_ rate: Double, seed: Int? = nil, name: String? = nil) {
    self.rate = rate
    self.seed = seed
    seedGenerator = rate > 0 ? SeedGenerator(seed: seed) : nil
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(try config.double("rate"), seed: try config.optionalSeed("seed"), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["rate": rate, "seed": seed] }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(0..<1 ~= rate, "rate", expected: "from 0 up to but without 1", found: rate)
  }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { !training || rate == 0 }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    guard context.training, let seedGenerator else { return input }
    let deviation = (rate / (1 - rate)).squareRoot()
    let factors = Tensor.randomNormal(
      input.shape, mean: 1, standardDeviation: deviation, seed: seedGenerator)
    return input * factors.converted(to: input.dtype)
  }
}
