import StrataGraph

/// The largest value of each window of an image.
///
/// Input `[batch, height, width, channels]`, output `[batch, height', width', channels]`.
public final class MaxPooling2D: Pooling {
  /// A layer with the given properties. `poolSize` and `strides` are one number, such as `2`, or one for the height
  /// and one for the width, such as `[2, 3]`; without strides, windows lie side by side.
  public init(
    poolSize: any IntegerOrList = 2, strides: (any IntegerOrList)? = nil, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, name: String? = nil
  ) {
    super.init(
      spatialRank: 2, poolSize: poolSize, strides: strides, padding: padding, dataFormat: dataFormat,
      name: name)
  }

  override func pooled(_ image: Tensor, _ window: Window) -> Tensor { Self.maxima(image, window) }
}
