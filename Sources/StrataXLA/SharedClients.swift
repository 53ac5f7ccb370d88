import CPJRT
import StrataGraph
import Synchronization

extension PJRTClient {
  private static let clients = Mutex<[XLAPlatform: PJRTClient]>([:])

  /// The client of a platform, which all engines of the process share: a client takes most of a device's memory.
  /// - Throws: `EngineError` that says what to install where there is no plugin, or why it cannot be used.
  public static func shared(_ platform: XLAPlatform) throws(EngineError) -> PJRTClient {
    try clients.withLock { clients throws(EngineError) in
      if let client = clients[platform] { return client }
      let client = try PJRTClient(platform, path: PluginSearch().path(for: platform))
      clients[platform] = client
      return client
    }
  }

  /// A client of the plugin in a library.
  /// - Parameter options: what the plugin offers, such as `cpu_device_count`.
  /// - Throws: `EngineError` if the plugin cannot be used, or is for another platform.
  public convenience init(
    _ platform: XLAPlatform, path: String, options: [String: PJRTValue] = [:]
  ) throws(EngineError) {
    // XLA asks for the memory of a step's intermediate values each time.
    if platform == .cpu { _ = strata_keep_freed_memory() }
    try self.init(plugin: .load(path), options: options)
    guard platform.clientNames.contains(platformName) else {
      throw EngineError("the XLA plugin \(path) is for \(platformName), not for \(platform.rawValue)")
    }
  }
}
