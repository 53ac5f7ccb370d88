/// In training, sets a random part of the channels of each sequence to 0, each at all steps, and scales the others by
/// 1 / (1 − rate). Otherwise passes the input on unchanged.
///
/// Input and output `[batch, time, channels]`.
public final class SpatialDropout1D: SpatialDropout {
  /// - Parameter seed: nil to draw one, as `setRandomSeed` determines.
  public init(_ rate: Double, seed: Int? = nil, name: String? = nil) {
    super.init(spatialRank: 1, rate: rate, dataFormat: .channelsLast, seed: seed, name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(try config.double("rate"), seed: try config.optionalSeed("seed"), name: try config.name)
    trainable = try config.trainable
  }
}
