import StrataGraph

/// The largest value of each window of a sequence.
///
/// Input `[batch, time, channels]`, output `[batch, time', channels]`.
public final class MaxPooling1D: Pooling {
  /// A layer with the given properties. Without strides, windows lie side by side.
  public init(
    poolSize: any IntegerOrList = 2, strides: (any IntegerOrList)? = nil, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, name: String? = nil
  ) {
    super.init(
      spatialRank: 1, poolSize: poolSize, strides: strides, padding: padding, dataFormat: dataFormat,
      name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      poolSize: try config.integerOrList("pool_size", default: 2),
      strides: try config.optionalIntegerOrList("strides"),
      padding: try config.choice("padding", default: .valid), dataFormat: try config.dataFormat,
      name: try config.name)
    trainable = try config.trainable
  }

  override func pooled(_ image: Tensor, _ window: Window) -> Tensor { Self.maxima(image, window) }
}
