import CPJRT
import StrataGraph
import Synchronization

extension PJRTClient {
  /// What tells the clients of a process apart.
  private struct Scope: Hashable {
    let platform: XLAPlatform
    let hasOneDevice: Bool
  }

  private static let clients = Mutex<[Scope: PJRTClient]>([:])

  /// The client with some of a platform's devices, which all engines of the process share: a client takes most of a
  /// device's memory.
  ///
  /// Only the host's processor has two: XLA starts a thread for each device of a client, as many as there are processors
  /// at the least, and more than that get in each other's way. The client of the first device alone has no others.
  /// - Parameter indices: the devices that are wanted.
  /// - Throws: `EngineError` that says what to install where there is no plugin, or why it cannot be used.
  public static func shared(
    _ platform: XLAPlatform, devices indices: [Int] = [0]
  ) throws(EngineError) -> PJRTClient {
    let scope = Scope(platform: platform, hasOneDevice: platform == .cpu && indices == [0])
    return try clients.withLock { clients throws(EngineError) in
      if let client = clients[scope] { return client }
      let client = try PJRTClient(
        platform, path: PluginSearch().path(for: platform),
        options: scope.hasOneDevice ? ["cpu_device_count": .integer(1)] : [:])
      clients[scope] = client
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
