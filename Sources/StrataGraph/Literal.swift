/// A small constant that is part of a program: a scalar most of the time.
public struct Literal: Hashable, Sendable {
  public let type: TensorType
  /// The elements in row-major order, in the machine's byte order.
  public let bytes: [UInt8]

  /// A tensor of the given elements; `scalars` has one for each element of `shape`.
  public init<Scalar: TensorScalar>(_ scalars: [Scalar], shape: [Int]) {
    type = TensorType(Scalar.dtype, shape)
    precondition(scalars.count == type.count, "\(scalars.count) scalars do not fill \(shape)")
    bytes = scalars.withUnsafeBytes { Array($0) }
  }

  /// A scalar.
  public init<Scalar: TensorScalar>(_ scalar: Scalar) { self.init([scalar], shape: []) }

  /// A scalar of `dtype` nearest to `value`; for `bool`, whether it differs from zero.
  public init(_ value: Double, _ dtype: DType) {
    switch dtype {
    case .bool: self.init(value != 0)
    case .uint8: self.init(UInt8(value))
    case .int32: self.init(Int32(value))
    case .uint32: self.init(UInt32(value))
    case .int64: self.init(Int64(value))
    case .float16: self.init(Float16(value))
    case .bfloat16: self.init(BFloat16(value))
    case .float32: self.init(Float(value))
    case .float64: self.init(value)
    }
  }

  /// The elements as `Scalar`, which must be the literal's own type.
  public func scalars<Scalar: TensorScalar>(as _: Scalar.Type) -> [Scalar] {
    precondition(Scalar.dtype == type.dtype, "a literal of \(type) read as \(Scalar.dtype)")
    return [Scalar](unsafeUninitializedCapacity: type.count) { elements, count in
      UnsafeMutableRawBufferPointer(elements).copyBytes(from: bytes)
      count = type.count
    }
  }
}
