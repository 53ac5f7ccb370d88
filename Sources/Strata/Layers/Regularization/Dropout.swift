/// In training, sets a random part of the elements to 0 and scales the others by 1 / (1 − rate), so that their
/// expected sum stays the same (Srivastava et al., 2014). Otherwise passes the input on unchanged.
public final class Dropout: Layer {
  /// The part that becomes 0, from 0 to 1.
  public let rate: Double
  /// The shape of the random choice, the batch axis included, which is repeated along axes of size 1; nil stands
  /// for the input's size. The whole shape nil: one choice for each element.
  public let noiseShape: PartialShape?
  /// The seed as given; nil if one was drawn.
  public let seed: Int?
  private let seedGenerator: SeedGenerator?

  /// - Parameter seed: nil to draw one, as `setRandomSeed` determines.
  public init(_ rate: Double, noiseShape: PartialShape? = nil, seed: Int? = nil, name: String? = nil) {
    self.rate = rate
    self.noiseShape = noiseShape
    self.seed = seed
    // Without dropout Keras draws no seed either: the layers after this one get the same ones.
    seedGenerator = rate > 0 ? SeedGenerator(seed: seed) : nil
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      try config.double("rate"), noiseShape: try config.optionalShape("noise_shape"),
      seed: try config.optionalSeed("seed"), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["rate": rate, "seed": seed, "noise_shape": noiseShape] }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(0...1 ~= rate, "rate", expected: "from 0 to 1", found: rate)
    if let noiseShape {
      try require(
        noiseShape.count == inputShape.count
          && zip(noiseShape, inputShape).allSatisfy { noise, size in
            noise == nil || noise == 1 || size == nil || noise == size
          },
        "noiseShape",
        expected: "a shape that can be repeated to that of the input, \(inputShape.kerasDescription)",
        found: noiseShape.kerasDescription)
    }
  }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { !training || rate == 0 }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    guard context.training, let seedGenerator else { return input }
    return input.droppedOut(rate: rate, noiseShape: try noiseShape(for: input.shape), seed: seedGenerator)
  }

  private func noiseShape(for shape: [Int]) throws -> [Int] {
    guard let noiseShape else { return shape }
    let concrete = zip(noiseShape, shape).map { $0 ?? $1 }
    guard noiseShape.count == shape.count, zip(concrete, shape).allSatisfy({ $0 == 1 || $0 == $1 }) else {
      throw StrataError.incompatibleInput(
        layer: name,
        expected: "an input that the noise shape \(noiseShape.kerasDescription) can be repeated to",
        found: "an input of shape \(shape)")
    }
    return concrete
  }
}
