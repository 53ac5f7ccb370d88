/// What a window that moves over an image or a sequence does at the borders.
public enum Padding: String, CaseIterable, ConfigValue, Sendable, Hashable {
  /// It stays within the image.
  case valid
  /// It may reach over the borders, so that without strides the output has the size of the image.
  case same
  /// It may reach over the front border only, so that an output depends on nothing behind it: for `Conv1D`.
  case causal

  /// How far windows of `extent` pixels, moving by `stride`, reach over both ends of an axis of the given size.
  /// An odd pixel goes to the end, as in Keras and TensorFlow.
  func amounts(size: Int, extent: Int, stride: Int) -> (low: Int, high: Int) {
    switch self {
    case .valid: return (0, 0)
    case .same:
      let outputs = (size + stride - 1) / stride
      let total = max((outputs - 1) * stride + extent - size, 0)
      return (total / 2, total - total / 2)
    case .causal: return (extent - 1, 0)
    }
  }
}

extension Layer {
  /// How far windows reach over the ends of each spatial axis.
  /// - Parameter sizes: of the spatial axes of the input.
  /// - Throws: `StrataError.incompatibleInput` if the image, or the sequence, is smaller than a window.
  func paddingAmounts(
    _ padding: Padding, sizes: [Int], extents: [Int], strides: [Int]
  ) throws -> (low: [Int], high: [Int]) {
    let amounts = sizes.indices.map {
      padding.amounts(size: sizes[$0], extent: extents[$0], stride: strides[$0])
    }
    for (axis, amount) in amounts.enumerated() where sizes[axis] + amount.low + amount.high < extents[axis] {
      func described(_ sizes: [Int]) -> String {
        sizes.count == 1 ? "\(sizes[0]) steps" : "\(kerasTuple(sizes.map(String.init))) pixels"
      }
      throw StrataError.incompatibleInput(
        layer: name,
        expected: "\(sizes.count == 1 ? "a sequence" : "an image") of at least \(described(extents))",
        found: "one of \(described(sizes))")
    }
    return (amounts.map(\.low), amounts.map(\.high))
  }
}
