import StrataGraph

/// The elements of an array in the host's memory, as file formats read and write them.
public struct HostArray: Sendable {
  /// Element type and shape.
  public let type: TensorType
  private let elements: Elements

  /// Large elements are copied late, if at all: those in a file stay there, and those of a buffer too.
  private enum Elements {
    case own([UInt8])
    case part(ArraySlice<UInt8>)
    case buffer(Buffer)
    /// Read from a file, and never written again.
    case loaded(HostBuffer)
  }

  /// An array of the given elements; `scalars` has one for each element of `shape`.
  public init<Scalar: TensorScalar>(_ scalars: [Scalar], shape: [Int]) {
    type = TensorType(Scalar.dtype, shape)
    precondition(scalars.count == type.count, "\(scalars.count) scalars do not fill \(shape)")
    elements = .own(scalars.withUnsafeBytes { Array($0) })
  }

  /// A copy of an engine's buffer.
  public init(_ buffer: Buffer) {
    type = buffer.type
    elements = .own(buffer.withHostBytes { Array($0) })
  }

  /// An array with the elements of an engine's buffer, which must not be written from now on.
  public init(sharing buffer: Buffer) {
    type = buffer.type
    elements = .buffer(buffer)
  }

  /// An array of raw elements. Any `bool` that is not 0 counts as true.
  /// - Parameter bytes: as many as `type` takes.
  public init(type: TensorType, bytes: some Collection<UInt8>) {
    precondition(bytes.count == type.byteCount, "\(bytes.count) bytes are not a \(type)")
    self.type = type
    if type.dtype == .bool {
      elements = .own(bytes.map { $0 == 0 ? 0 : 1 })
    } else if let part = bytes as? ArraySlice<UInt8> {
      elements = .part(part)
    } else {
      elements = .own(Array(bytes))
    }
  }

  private init(_ type: TensorType, _ elements: Elements) {
    self.type = type
    self.elements = elements
  }

  /// An array of all the bytes of a file or a part of one, which are read into a buffer where they can stay.
  init(type: TensorType, reading bytes: FileBytes) throws(FormatError) {
    guard type.dtype != .bool else {
      try self.init(type: type, bytes: bytes[0..<bytes.count])
      return
    }
    precondition(bytes.count == type.byteCount, "\(bytes.count) bytes are not a \(type)")
    let buffer = HostBuffer(type: type)
    try bytes.copy(0..<bytes.count, to: buffer.pointer)
    self.init(type, .loaded(buffer))
  }

  /// A copy of the elements in row-major order, in the machine's byte order. A `bool` is 0 or 1.
  public var bytes: [UInt8] {
    if case .own(let bytes) = elements { return bytes }
    return withUnsafeBytes { Array($0) }
  }

  /// Calls `body` with the elements as `bytes` has them.
  public func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    switch elements {
    case .own(let bytes): try bytes.withUnsafeBytes(body)
    case .part(let bytes): try bytes.withUnsafeBytes(body)
    case .buffer(let buffer): try buffer.withHostBytes(body)
    case .loaded(let buffer): try buffer.withHostBytes(body)
    }
  }

  /// The elements in row-major order as `Scalar`, which must be the array's own type.
  public func scalars<Scalar: TensorScalar>(as _: Scalar.Type) -> [Scalar] {
    precondition(Scalar.dtype == type.dtype, "an array of \(type) read as \(Scalar.dtype)")
    return [Scalar](unsafeUninitializedCapacity: type.count) { elements, count in
      withUnsafeBytes { UnsafeMutableRawBufferPointer(elements).copyMemory(from: $0) }
      count = type.count
    }
  }

  /// The elements in a buffer that the CPU engine can work on, and must not write.
  public func hostBuffer() -> HostBuffer {
    if case .loaded(let buffer) = elements { return buffer }
    let buffer = HostBuffer(type: type)
    withUnsafeBytes { bytes in
      UnsafeMutableRawBufferPointer(start: buffer.pointer, count: bytes.count).copyMemory(from: bytes)
    }
    return buffer
  }
}

extension HostArray: Hashable {
  /// Whether types and elements are the same, bit for bit.
  public static func == (a: HostArray, b: HostArray) -> Bool {
    a.type == b.type && a.withUnsafeBytes { x in b.withUnsafeBytes { y in x.elementsEqual(y) } }
  }

  /// Hashes type and elements.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    withUnsafeBytes { hasher.combine(bytes: $0) }
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
