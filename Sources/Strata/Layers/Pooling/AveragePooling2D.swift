import StrataGraph

/// The mean of each window of an image; what lies beyond the borders does not count.
///
/// Input `[batch, height, width, channels]`, output `[batch, height', width', channels]`.
public final class AveragePooling2D: Pooling2D {
  /// A layer with the given properties. `poolSize` and `strides` are one number, such as `2`, or one for the height
  /// and one for the width, such as `[2, 3]`; without strides, windows lie side by side.
  public override init(
    poolSize: any IntegerOrList, strides: (any IntegerOrList)? = nil, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, name: String? = nil
  ) {
    super.init(poolSize: poolSize, strides: strides, padding: padding, dataFormat: dataFormat, name: name)
  }

  override func pooled(_ image: Tensor, _ window: Window) -> Tensor {
    let sums = Tensor.apply(.reduceWindow(.sum, window), [image])
    let isPadded = (window.paddingLow + window.paddingHigh).contains { $0 > 0 }
    return sums / (isPadded ? pixelCounts(image.shape, window) : Tensor(Float(poolSize.reduce(1, *))))
  }

  /// The number of pixels of the image in each window, `[1, height', width', 1]`.
  private func pixelCounts(_ shape: [Int], _ window: Window) -> Tensor {
    func counts(_ axis: Int) -> [Float] {
      let padded = shape[axis] + window.paddingLow[axis] + window.paddingHigh[axis]
      return stride(from: 0, through: padded - window.size[axis], by: window.strides[axis]).map { start in
        let first = max(start, window.paddingLow[axis])
        let end = min(start + window.size[axis], window.paddingLow[axis] + shape[axis])
        return Float(end - first)
      }
    }
    let (rows, columns) = (counts(1), counts(2))
    return Tensor(rows.flatMap { row in columns.map { row * $0 } }, shape: [1, rows.count, columns.count, 1])
  }
}
