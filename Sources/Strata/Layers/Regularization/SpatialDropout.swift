/// What layers have in common that, in training, set a random part of the channels to 0, each as a whole, and scale the
/// others by 1 / (1 − rate) (Tompson et al., 2015).
public class SpatialDropout: Layer {
  /// The part that becomes 0, from 0 to 1.
  public let rate: Double
  /// The seed as given; nil if one was drawn.
  public let seed: Int?
  /// Where the channels are.
  public let dataFormat: DataFormat
  private let spatialRank: Int
  private let seedGenerator: SeedGenerator?

  init(spatialRank: Int, rate: Double, dataFormat: DataFormat, seed: Int?, name: String?) {
    self.spatialRank = spatialRank
    self.rate = rate
    self.seed = seed
    self.dataFormat = dataFormat
    seedGenerator = rate > 0 ? SeedGenerator(seed: seed) : nil
    super.init(name: name)
  }

  public override var arguments: Arguments? {
    ["rate": rate, "seed": seed, "name": name, "dtype": variableDType.name]
  }

  // Keras's class takes no more than these, and its name for the element type alone.
  override var commonArguments: Arguments { [:] }

  public override var inputSpec: InputSpec? { InputSpec(rank: spatialRank + 2) }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(0...1 ~= rate, "rate", expected: "from 0 to 1", found: rate)
  }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { !training || rate == 0 }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    guard context.training, let seedGenerator else { return input }
    var noiseShape = input.shape
    for axis in dataFormat.spatialAxes(rank: input.rank) { noiseShape[axis] = 1 }
    return input.droppedOut(rate: rate, noiseShape: noiseShape, seed: seedGenerator)
  }
}
