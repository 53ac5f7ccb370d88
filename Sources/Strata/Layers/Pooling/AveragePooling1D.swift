import StrataGraph

/// The mean of each window of a sequence; what lies beyond the borders does not count.
///
/// Input `[batch, time, channels]`, output `[batch, time', channels]`.
public final class AveragePooling1D: Pooling {
  /// A layer with the given properties. Without strides, windows lie side by side.
  public init(
    poolSize: any IntegerOrList, strides: (any IntegerOrList)? = nil, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, name: String? = nil
  ) {
    super.init(
      spatialRank: 1, poolSize: poolSize, strides: strides, padding: padding, dataFormat: dataFormat,
      name: name)
  }

  override func pooled(_ image: Tensor, _ window: Window) -> Tensor { Self.means(image, window) }
}
