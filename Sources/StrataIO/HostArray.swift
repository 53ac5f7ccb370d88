import StrataGraph

/// The elements of an array in the host's memory, as file formats read and write them.
public struct HostArray: Hashable, Sendable {
  /// Element type and shape.
  public let type: TensorType
  /// The elements in row-major order, in the machine's byte order. A `bool` is 0 or 1.
  public let bytes: [UInt8]

  /// An array of the given elements; `scalars` has one for each element of `shape`.
  public init<Scalar: TensorScalar>(_ scalars: [Scalar], shape: [Int]) {
    type = TensorType(Scalar.dtype, shape)
    precondition(scalars.count == type.count, "\(scalars.count) scalars do not fill \(shape)")
    bytes = scalars.withUnsafeBytes { Array($0) }
  }

  /// A copy of an engine's buffer.
  public init(_ buffer: Buffer) {
    type = buffer.type
    bytes = buffer.withHostBytes { Array($0) }
  }

  /// An array of raw elements. Any `bool` that is not 0 counts as true.
  /// - Parameter bytes: as many as `type` takes.
  public init(type: TensorType, bytes: some Collection<UInt8>) {
    precondition(bytes.count == type.byteCount, "\(bytes.count) bytes are not a \(type)")
    self.type = type
    self.bytes = type.dtype == .bool ? bytes.map { $0 == 0 ? 0 : 1 } : Array(bytes)
  }

  /// The elements in row-major order as `Scalar`, which must be the array's own type.
  public func scalars<Scalar: TensorScalar>(as _: Scalar.Type) -> [Scalar] {
    precondition(Scalar.dtype == type.dtype, "an array of \(type) read as \(Scalar.dtype)")
    return [Scalar](unsafeUninitializedCapacity: type.count) { elements, count in
      UnsafeMutableRawBufferPointer(elements).copyBytes(from: bytes)
      count = type.count
    }
  }

  /// The elements in a buffer that the CPU engine can work on.
  public func hostBuffer() -> HostBuffer {
    let buffer = HostBuffer(type: type)
    UnsafeMutableRawBufferPointer(start: buffer.pointer, count: bytes.count).copyBytes(from: bytes)
    return buffer
  }
}

/// Bytes that elements of a shape which a file claims would take, or nil if no memory could hold them.
///
/// Axes of size 0 count as 1, so that any product of the sizes stays representable.
func checkedByteCount(_ dtype: DType, _ shape: [Int]) -> Int? {
  var bytes = dtype.byteCount
  for size in shape {
    let (product, overflow) = bytes.multipliedReportingOverflow(by: max(size, 1))
    if size < 0 || overflow { return nil }
    bytes = product
  }
  return shape.contains(0) ? 0 : bytes
}
