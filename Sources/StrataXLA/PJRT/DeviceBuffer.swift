import CPJRT
import StrataGraph

/// A tensor in the memory of a device. It may not be there yet: whatever needs it waits.
public final class DeviceBuffer: @unchecked Sendable {
  public let client: PJRTClient
  let handle: OpaquePointer

  private var functions: PJRTFunctions { client.functions }

  init(owning handle: OpaquePointer, client: PJRTClient) {
    self.handle = handle
    self.client = client
  }

  deinit { functions.free(functions.table.pointee.PJRT_Buffer_Destroy, .init()) { $0.buffer = handle } }

  /// Copies elements to a device. The caller may change them as soon as this returns.
  /// - Parameters:
  ///   - bytes: the elements, in the machine's byte order.
  ///   - byteStrides: for each axis, the distance of neighbours; nil for row-major order without gaps.
  /// - Throws: `EngineError`, for example where the device has not enough memory.
  public convenience init(
    copying bytes: UnsafeRawBufferPointer, type: TensorType, byteStrides: [Int]? = nil, to device: PJRTDevice
  ) throws(EngineError) {
    try self.init(
      bytes, type: type, byteStrides: byteStrides, to: device,
      PJRT_HostBufferSemantics_kImmutableOnlyDuringCall
    ) { event throws(EngineError) in try event.wait(to: "copy a tensor to a device") }
  }

  /// Takes over a buffer in the host's memory, whose elements must not change any more: a device that works there uses
  /// the memory, and others are sent the elements while the caller goes on.
  /// - Throws: `EngineError`, for example where the device has not enough memory.
  public convenience init(taking buffer: HostBuffer, to device: PJRTDevice) throws(EngineError) {
    try self.init(
      UnsafeRawBufferPointer(buffer.bytes), type: buffer.type, byteStrides: nil, to: device,
      PJRT_HostBufferSemantics_kImmutableZeroCopy
    ) { event throws(EngineError) in try event.keep(buffer) }
  }

  /// - Parameter whileRead: what to do with the event that says when the memory of the host is needed no more.
  private init(
    _ bytes: UnsafeRawBufferPointer, type: TensorType, byteStrides: [Int]?, to device: PJRTDevice,
    _ semantics: PJRT_HostBufferSemantics, whileRead: (borrowing PJRTEvent) throws(EngineError) -> Void
  ) throws(EngineError) {
    client = device.client
    let functions = client.functions
    let (client, sizes) = (client.handle, CArray.allocate(copying: type.shape.map(Int64.init)))
    let strides = byteStrides.map { CArray.allocate(copying: $0.map(Int64.init)) }
    defer {
      sizes.deallocate()
      strides?.deallocate()
    }
    let copy = try functions.call(
      functions.table.pointee.PJRT_Client_BufferFromHostBuffer, .init(), to: "copy a tensor to a device"
    ) {
      $0.client = client
      $0.data = bytes.baseAddress
      $0.type = type.dtype.pjrtType
      $0.dims = UnsafePointer(sizes.baseAddress)
      $0.num_dims = sizes.count
      $0.byte_strides = UnsafePointer(strides?.baseAddress)
      $0.num_byte_strides = strides?.count ?? 0
      $0.host_buffer_semantics = semantics
      $0.device = device.handle
    }
    handle = copy.buffer
    if let event = copy.done_with_host_buffer {
      try whileRead(PJRTEvent(owning: event, functions: functions))
    }
  }

  /// The type of the tensor.
  /// - Throws: `EngineError` if Strata has no such element type.
  public var type: TensorType {
    get throws(EngineError) {
      let element = try functions.call(
        functions.table.pointee.PJRT_Buffer_ElementType, .init(), to: "give the type of a tensor"
      ) { $0.buffer = handle }.type
      let shape = try functions.call(
        functions.table.pointee.PJRT_Buffer_Dimensions, .init(), to: "give the shape of a tensor"
      ) { $0.buffer = handle }
      guard let dtype = DType(element) else {
        throw EngineError("Strata has no element type like number \(element.rawValue) of the PJRT interface")
      }
      return TensorType(dtype, UnsafeBufferPointer(start: shape.dims, count: shape.num_dims).map(Int.init))
    }
  }

  /// Copies the elements to the host in row-major order, and waits until they are there.
  /// - Throws: `EngineError` if the program that makes the tensor fails, or has taken over its memory.
  public func copyElements(to bytes: UnsafeMutableRawBufferPointer) throws(EngineError) {
    let copy = try functions.call(
      functions.table.pointee.PJRT_Buffer_ToHostBuffer, .init(), to: "copy a tensor to the host"
    ) {
      $0.src = handle
      $0.dst = bytes.baseAddress
      $0.dst_size = bytes.count
    }
    try PJRTEvent(owning: copy.event, functions: functions).wait(to: "copy a tensor to the host")
  }

  /// Waits until the tensor is there.
  /// - Throws: `EngineError` if the program that makes it fails.
  public func wait() throws(EngineError) {
    let ready = try functions.call(
      functions.table.pointee.PJRT_Buffer_ReadyEvent, .init(), to: "say when a tensor is there"
    ) { $0.buffer = handle }
    try PJRTEvent(owning: ready.event, functions: functions).wait(to: "compute a tensor")
  }

  /// A copy on another device of the same client.
  /// - Throws: `EngineError`, for example where the device has not enough memory.
  public func copy(to device: PJRTDevice) throws(EngineError) -> DeviceBuffer {
    let copy = try functions.call(
      functions.table.pointee.PJRT_Buffer_CopyToDevice, .init(), to: "copy a tensor from device to device"
    ) {
      $0.buffer = handle
      $0.dst_device = device.handle
    }
    return DeviceBuffer(owning: copy.dst_buffer, client: client)
  }
}
