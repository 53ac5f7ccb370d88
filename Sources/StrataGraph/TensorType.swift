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

  /// Whether an address space could hold the elements. The numbers of elements and bytes of other types overflow.
  public var isPossible: Bool { Self.isPossible(shape) }

  /// Whether an address space could hold elements of a shape, of any type.
  static func isPossible(_ shape: [Int]) -> Bool {
    var bytes = DType.float64.byteCount
    for size in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: max(size, 1))
      guard !overflow, product <= largestByteCount, size >= 0 else { return false }
      bytes = product
    }
    return true
  }

  private static let largestByteCount = 1 << 47

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
