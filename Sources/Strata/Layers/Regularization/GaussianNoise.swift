/// In training, adds normally distributed noise around 0. Otherwise passes the input on unchanged.
public final class GaussianNoise: Layer {
  /// The standard deviation of the noise, from 0 to 1.
  public let stddev: Double
  /// The seed as given; nil if one was drawn.
  public let seed: Int?
  private let seedGenerator: SeedGenerator?

  /// - Parameter seed: nil to draw one, as `setRandomSeed` determines.
  public init(_ stddev: Double, seed: Int? = nil, name: String? = nil) {
    self.stddev = stddev
    self.seed = seed
    seedGenerator = stddev > 0 ? SeedGenerator(seed: seed) : nil
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(try config.double("stddev"), seed: try config.optionalSeed("seed"), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["stddev": stddev, "seed": seed] }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(0...1 ~= stddev, "stddev", expected: "from 0 to 1", found: stddev)
  }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { !training || stddev == 0 }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    guard context.training, let seedGenerator else { return input }
    let noise = Tensor.randomNormal(input.shape, standardDeviation: stddev, seed: seedGenerator)
    return input + noise.converted(to: input.dtype)
  }
}
