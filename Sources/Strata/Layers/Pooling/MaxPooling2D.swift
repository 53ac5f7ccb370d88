import StrataGraph

/// The largest value of each window of an image.
///
/// Input `[batch, height, width, channels]`, output `[batch, height', width', channels]`.
public final class MaxPooling2D: Pooling2D {
  /// - Parameters:
  ///   - poolSize: height and width of the windows, `2` or `[2, 3]`.
  ///   - strides: the steps in which the window moves; nil for the size of the window.
  public override init(
    poolSize: any IntegerOrList = 2, strides: (any IntegerOrList)? = nil, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, name: String? = nil
  ) {
    super.init(poolSize: poolSize, strides: strides, padding: padding, dataFormat: dataFormat, name: name)
  }

  override func pooled(_ image: Tensor, _ window: Window) -> Tensor {
    .apply(.reduceWindow(.maximum, window), [image])
  }
}
