/// Element type and static shape of a value in a graph. The layout is always row-major.
public struct TensorType: Hashable, Sendable, CustomStringConvertible {
  public var dtype: DType
  /// Sizes of the axes, outermost first; empty for a scalar.
  public var shape: [Int]

  public init(_ dtype: DType, _ shape: [Int]) {
    self.dtype = dtype
    self.shape = shape
  }

  /// Number of axes.
  public var rank: Int { shape.count }
  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// Bytes that all elements take.
  public var byteCount: Int { count * dtype.byteCount }

  /// The same shape with another element type.
  public func with(_ dtype: DType) -> TensorType { TensorType(dtype, shape) }
  /// The same element type with another shape.
  public func with(_ shape: [Int]) -> TensorType { TensorType(dtype, shape) }

  /// For example `float32[2, 3]`.
  public var description: String { "\(dtype.name)\(shape)" }
}

/// Row-major strides of a shape, in elements.
public func rowMajorStrides(_ shape: [Int]) -> [Int] {
  var strides = [Int](repeating: 1, count: shape.count)
  for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
  return strides
}
