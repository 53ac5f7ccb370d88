/// The rectifier as a layer: below `threshold` `negativeSlope` · (x − threshold), above it x but at most `maxValue`.
public final class ReLU: Layer {
  /// The largest output, nil for no bound.
  public let maxValue: Double?
  /// The slope for small numbers.
  public let negativeSlope: Double
  /// Where the slope changes.
  public let threshold: Double

  /// A layer with the given bounds and slope.
  public init(
    maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0, name: String? = nil
  ) {
    self.maxValue = maxValue
    self.negativeSlope = negativeSlope
    self.threshold = threshold
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      maxValue: try config.optionalDouble("max_value"),
      negativeSlope: try config.double("negative_slope", default: 0),
      threshold: try config.double("threshold", default: 0), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? {
    ["max_value": maxValue, "negative_slope": negativeSlope, "threshold": threshold]
  }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(maxValue.map { $0 >= 0 } ?? true, "maxValue", expected: "not negative", found: maxValue ?? 0)
    try require(negativeSlope >= 0, "negativeSlope", expected: "not negative", found: negativeSlope)
    try require(threshold >= 0, "threshold", expected: "not negative", found: threshold)
  }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.relu(maxValue: maxValue, negativeSlope: negativeSlope, threshold: threshold)
  }
}
