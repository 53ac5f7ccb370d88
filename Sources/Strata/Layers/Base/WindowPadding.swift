/// What a window that moves over an image does at the borders.
public enum Padding: Sendable, Hashable {
  /// It stays within the image.
  case valid
  /// It may reach over the borders, so that without strides the output has the size of the image.
  case same

  /// How far windows of `extent` pixels, moving by `stride`, reach over both ends of an axis of the given size.
  /// An odd pixel goes to the end, as in Keras and TensorFlow.
  func amounts(size: Int, extent: Int, stride: Int) -> (low: Int, high: Int) {
    guard self == .same else { return (0, 0) }
    let outputs = (size + stride - 1) / stride
    let total = max((outputs - 1) * stride + extent - size, 0)
    return (total / 2, total - total / 2)
  }
}

extension Layer {
  /// How far windows reach over the ends of each spatial axis.
  /// - Parameter sizes: of the spatial axes of the input.
  /// - Throws: `StrataError.incompatibleInput` if the image is smaller than a window.
  func paddingAmounts(
    _ padding: Padding, sizes: [Int], extents: [Int], strides: [Int]
  ) throws -> (low: [Int], high: [Int]) {
    let amounts = sizes.indices.map {
      padding.amounts(size: sizes[$0], extent: extents[$0], stride: strides[$0])
    }
    for (axis, amount) in amounts.enumerated() where sizes[axis] + amount.low + amount.high < extents[axis] {
      throw StrataError.incompatibleInput(
        layer: name, expected: "an image of at least \(kerasTuple(extents.map(String.init))) pixels",
        found: "one of \(kerasTuple(sizes.map(String.init)))")
    }
    return (amounts.map(\.low), amounts.map(\.high))
  }
}
