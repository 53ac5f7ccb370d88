import CPJRT
import StrataGraph

/// One processor of a client, with memory of its own.
public struct PJRTDevice: @unchecked Sendable {
  public let client: PJRTClient
  /// The device's number, by which programs are compiled for it.
  public let id: Int
  /// What the device is, such as `NVIDIA H100`.
  public let kind: String
  let handle: OpaquePointer

  init(client: PJRTClient, handle: OpaquePointer) throws(EngineError) {
    self.client = client
    self.handle = handle
    let (functions, table) = (client.functions, client.functions.table)
    let description = try functions.call(
      table.pointee.PJRT_Device_GetDescription, .init(), to: "describe a device"
    ) { $0.device = handle }.device_description
    let number = try functions.call(
      table.pointee.PJRT_DeviceDescription_Id, .init(), to: "number a device"
    ) { $0.device_description = description }
    id = Int(number.id)
    let kind = try functions.call(
      table.pointee.PJRT_DeviceDescription_Kind, .init(), to: "say what a device is"
    ) { $0.device_description = description }
    self.kind = String(bytes: kind.device_kind, count: kind.device_kind_size)
  }
}

extension PJRTDevice: Equatable {
  /// Whether both are the same device of the same client.
  public static func == (one: Self, other: Self) -> Bool { one.handle == other.handle }
}
