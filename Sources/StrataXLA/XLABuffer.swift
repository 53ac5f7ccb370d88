import StrataGraph
import Synchronization

/// A buffer in the memory of a device. Each program that writes it gives it other memory.
public final class XLABuffer: Buffer, @unchecked Sendable {
  /// Where the buffer's elements are.
  public let device: PJRTDevice
  private let content: Mutex<DeviceBuffer?>

  /// A buffer without content, which a program fills.
  init(type: TensorType, device: PJRTDevice) {
    self.device = device
    content = Mutex(nil)
    super.init(type: type)
  }

  /// The memory with the present elements; zeros if nothing has been written yet.
  /// - Throws: `EngineError`, for example where the device has not enough memory.
  public func deviceBuffer() throws(EngineError) -> DeviceBuffer {
    try content.withLock { content throws(EngineError) in
      if let content { return content }
      let zeros = try DeviceBuffer.copy(of: HostBuffer(zeros: type), to: device)
      content = zeros
      return zeros
    }
  }

  /// Puts other memory in the place of the present one.
  public func replace(with buffer: DeviceBuffer) {
    content.withLock { $0 = buffer }
    noteChange()
  }

  /// Takes over what another buffer on the device holds. Both share the memory until a program writes one of them.
  func share(_ other: XLABuffer) throws(EngineError) { replace(with: try other.deviceBuffer()) }

  /// Whether a program may take over the memory: no other buffer has it.
  var isExclusive: Bool { content.withLock { $0 == nil || isKnownUniquelyReferenced(&$0) } }

  public override func waitUntilComputed() throws(EngineError) { try deviceBuffer().wait() }

  /// Waits for the program that computes the elements, and copies them to the host. Ends the process if that program
  /// failed; `waitUntilComputed()` throws instead.
  public override func withHostBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let copy = HostBuffer(type: type)
    do {
      try deviceBuffer().copyElements(to: copy.bytes)
    } catch {
      fatalError("a tensor on \(device.kind) cannot be read: \(error)")
    }
    return try copy.withHostBytes(body)
  }
}

extension DeviceBuffer {
  /// Copies a buffer of any engine to a device. Devices of one client copy among themselves.
  /// - Throws: `EngineError`, for example where the device has not enough memory.
  static func copy(of buffer: Buffer, to device: PJRTDevice) throws(EngineError) -> DeviceBuffer {
    if let buffer = buffer as? XLABuffer, buffer.device.client === device.client, buffer.device != device {
      return try buffer.deviceBuffer().copy(to: device)
    }
    try buffer.waitUntilComputed()
    return try buffer.withHostBytes { bytes in
      Result { () throws(EngineError) in
        try DeviceBuffer(copying: bytes, type: buffer.type, to: device)
      }
    }.get()
  }
}
