/// In training, sets a random part of the channels of each image to 0, each as a whole, and scales the others by
/// 1 / (1 − rate). Otherwise passes the input on unchanged.
///
/// Input and output `[batch, height, width, channels]`.
public final class SpatialDropout2D: SpatialDropout {
  /// - Parameter seed: nil to draw one, as `setRandomSeed` determines.
  public init(
    _ rate: Double, dataFormat: DataFormat = .channelsLast, seed: Int? = nil, name: String? = nil
  ) {
    super.init(spatialRank: 2, rate: rate, dataFormat: dataFormat, seed: seed, name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      try config.double("rate"), dataFormat: try config.dataFormat, seed: try config.optionalSeed("seed"),
      name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { super.arguments.map { $0 + ["data_format": dataFormat] } }
}
