import CPJRT
import StrataGraph
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A shared library with an OpenXLA compiler and runtime, loaded into the process. It stays loaded.
public final class PJRTPlugin: Sendable {
  /// Where the library is.
  public let path: String
  /// What the plugin says of itself, such as the versions of XLA and StableHLO.
  public let attributes: [String: PJRTValue]
  let functions: PJRTFunctions

  /// The minor version of the PJRT interface that the plugin has. The major version is 0.
  public var version: Int { functions.version }

  private static let loaded = Mutex<[String: PJRTPlugin]>([:])

  /// The plugin in a library, which is loaded the first time.
  /// - Throws: `EngineError` if the library cannot be loaded, or is no plugin that Strata knows how to use.
  public static func load(_ path: String) throws(EngineError) -> PJRTPlugin {
    try loaded.withLock { loaded throws(EngineError) in
      if let plugin = loaded[path] { return plugin }
      let plugin = try PJRTPlugin(path: path)
      loaded[path] = plugin
      return plugin
    }
  }

  private init(path: String) throws(EngineError) {
    self.path = path
    // Plugins tell of every option on standard error, unless the user has said what they are to tell.
    setenv("TF_CPP_MIN_LOG_LEVEL", "1", 0)
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw EngineError("the XLA plugin cannot be loaded: \(String(cString: dlerror()))")
    }
    guard let symbol = dlsym(library, "GetPjrtApi") else {
      throw EngineError("\(path) is not an XLA plugin: it has no function GetPjrtApi")
    }
    typealias GetTable = @convention(c) () -> UnsafePointer<PJRT_Api>?
    guard let table = unsafeBitCast(symbol, to: GetTable.self)() else {
      throw EngineError("the XLA plugin \(path) gives no functions")
    }
    functions = try PJRTFunctions(table: table)
    try functions.call(functions.table.pointee.PJRT_Plugin_Initialize, .init(), to: "start")
    let properties = try functions.call(
      functions.table.pointee.PJRT_Plugin_Attributes, .init(), to: "describe itself")
    var attributes: [String: PJRTValue] = [:]
    for property in UnsafeBufferPointer(start: properties.attributes, count: properties.num_attributes) {
      attributes[String(bytes: property.name, count: property.name_size)] = PJRTValue(property)
    }
    self.attributes = attributes
  }
}
