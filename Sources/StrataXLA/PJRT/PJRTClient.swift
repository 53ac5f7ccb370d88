import CPJRT
import StrataGraph

/// The devices of one platform, with the programs and the memory on them.
public final class PJRTClient: @unchecked Sendable {
  public let plugin: PJRTPlugin
  /// The platform, such as `cpu` or `cuda`.
  public let platformName: String
  /// The version of the platform, such as that of CUDA, as the plugin spells it.
  public let platformVersion: String
  let handle: OpaquePointer
  let functions: PJRTFunctions

  /// Starts using the devices of a plugin.
  /// - Parameter options: what the plugin offers, such as `cpu_device_count`.
  /// - Throws: `EngineError`, for example where the machine has no such device.
  public init(plugin: PJRTPlugin, options: [String: PJRTValue] = [:]) throws(EngineError) {
    self.plugin = plugin
    functions = plugin.functions
    let options = NamedValues(options)
    defer { options.deallocate() }
    let creation = try functions.call(
      functions.table.pointee.PJRT_Client_Create, .init(), to: "start using its devices"
    ) {
      $0.create_options = UnsafePointer(options.list.baseAddress)
      $0.num_options = options.list.count
    }
    handle = creation.client
    let name = try functions.call(
      functions.table.pointee.PJRT_Client_PlatformName, .init(), to: "name its platform"
    ) { [handle] in $0.client = handle }
    platformName = String(bytes: name.platform_name, count: name.platform_name_size)
    let version = try functions.call(
      functions.table.pointee.PJRT_Client_PlatformVersion, .init(), to: "give its version"
    ) { [handle] in $0.client = handle }
    platformVersion = String(bytes: version.platform_version, count: version.platform_version_size)
  }

  deinit { functions.free(functions.table.pointee.PJRT_Client_Destroy, .init()) { $0.client = handle } }

  /// The devices that this process can use, in the plugin's order.
  public var devices: [PJRTDevice] {
    get throws(EngineError) {
      let list = try functions.call(
        functions.table.pointee.PJRT_Client_AddressableDevices, .init(), to: "list its devices"
      ) { $0.client = handle }
      let handles = UnsafeBufferPointer(start: list.addressable_devices, count: list.num_addressable_devices)
      var devices: [PJRTDevice] = []
      for handle in handles { devices.append(try PJRTDevice(client: self, handle: handle!)) }
      return devices
    }
  }

  /// The device of an index among `devices`.
  /// - Throws: `EngineError` if there is none.
  func device(_ index: Int) throws(EngineError) -> PJRTDevice {
    let devices = try devices
    guard devices.indices.contains(index) else {
      throw EngineError("there is no device \(index): \(platformName) has \(devices.count)")
    }
    return devices[index]
  }
}
