import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Memory that holds the elements of one tensor, where an engine can work on it.
open class Buffer: @unchecked Sendable {
  public let type: TensorType
  /// Another number whenever the elements have changed. No two buffers, and no two states of one, ever have the same.
  public private(set) var version: UInt64

  private static let versions = Atomic<UInt64>(0)

  public init(type: TensorType) {
    self.type = type
    version = Self.versions.wrappingAdd(1, ordering: .relaxed).newValue
  }

  /// Says that the elements have changed.
  public func noteChange() { version = Self.versions.wrappingAdd(1, ordering: .relaxed).newValue }

  /// Waits until the program that computes the elements has ended.
  /// - Throws: `EngineError` if it failed.
  open func waitUntilComputed() throws(EngineError) {}

  /// Calls `body` with the elements in row-major order, copied to the host's memory first if need be.
  open func withHostBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    fatalError("\(Swift.type(of: self)) does not say how its elements are read")
  }
}

/// A buffer in the host's memory, aligned as `HostMemory` is.
public final class HostBuffer: Buffer, @unchecked Sendable {
  public let pointer: UnsafeMutableRawPointer
  /// The memory from `calloc` in which the elements are, if it is from there.
  private let zeroed: UnsafeMutableRawPointer?

  public override init(type: TensorType) {
    pointer = HostMemory.allocate(byteCount: type.byteCount)
    zeroed = nil
    super.init(type: type)
  }

  /// A buffer of zeros. Large ones take no memory until they are written.
  public init(zeros type: TensorType) {
    guard let memory = HostMemory.allocateZeros(byteCount: type.byteCount) else {
      fatalError("there is no memory for \(type)")
    }
    (zeroed, pointer) = memory
    super.init(type: type)
  }

  /// A buffer with the given elements, one for each element of `shape`.
  public convenience init<Scalar: TensorScalar>(_ scalars: [Scalar], shape: [Int]) {
    self.init(type: TensorType(Scalar.dtype, shape))
    precondition(scalars.count == type.count, "\(scalars.count) scalars do not fill \(shape)")
    scalars.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { pointer.copyMemory(from: base, byteCount: bytes.count) }
    }
  }

  deinit { if let zeroed { free(zeroed) } else { pointer.deallocate() } }

  public override func withHostBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try body(UnsafeRawBufferPointer(start: pointer, count: type.byteCount))
  }
}

extension Buffer {
  /// The elements in row-major order as `Scalar`, which must be the buffer's own type.
  public func scalars<Scalar: TensorScalar>(as _: Scalar.Type) -> [Scalar] {
    precondition(Scalar.dtype == type.dtype, "a buffer of \(type) read as \(Scalar.dtype)")
    return withHostBytes { bytes in Array(bytes.bindMemory(to: Scalar.self)) }
  }
}
