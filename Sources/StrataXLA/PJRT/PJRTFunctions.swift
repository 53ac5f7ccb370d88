import CPJRT
import StrataGraph

/// The functions of a plugin, and how they are called.
struct PJRTFunctions: @unchecked Sendable {
  let table: UnsafePointer<PJRT_Api>

  /// - Throws: `EngineError` if the table is of another major version, or lacks functions that are used.
  init(table: UnsafePointer<PJRT_Api>) throws(EngineError) {
    let version = table.pointee.pjrt_api_version
    guard version.major_version == 0, table.pointee.struct_size >= MemoryLayout<PJRT_Api>.size else {
      throw EngineError(
        "the XLA plugin has version \(version.major_version).\(version.minor_version) of the PJRT interface, "
          + "which Strata does not know")
    }
    self.table = table
  }

  /// The minor version of the interface. The major version is 0.
  var version: Int { Int(table.pointee.pjrt_api_version.minor_version) }

  /// Calls a function with a structure that is zero but for its size and what `fill` sets, and returns it with what
  /// the function has written.
  /// - Parameter purpose: what the plugin could not do where the function fails, such as `compile the program`.
  /// - Throws: `EngineError` with the plugin's message.
  @discardableResult
  func call<Arguments>(
    _ function: (UnsafeMutablePointer<Arguments>?) -> OpaquePointer?, _ arguments: Arguments,
    to purpose: StaticString, _ fill: (inout Arguments) -> Void = { _ in }
  ) throws(EngineError) -> Arguments {
    var arguments = arguments
    setStructureSize(&arguments)
    fill(&arguments)
    if let error = function(&arguments) {
      throw EngineError("the XLA plugin could not \(purpose): \(message(of: error))")
    }
    return arguments
  }

  /// Calls a function that frees something. It only fails where it has nothing to do.
  func free<Arguments>(
    _ function: (UnsafeMutablePointer<Arguments>?) -> OpaquePointer?, _ arguments: Arguments,
    _ fill: (inout Arguments) -> Void
  ) {
    var arguments = arguments
    setStructureSize(&arguments)
    fill(&arguments)
    if let error = function(&arguments) { destroy(error) }
  }

  /// What an error says. The error is freed.
  private func message(of error: OpaquePointer) -> String {
    defer { destroy(error) }
    var arguments = PJRT_Error_Message_Args()
    setStructureSize(&arguments)
    arguments.error = error
    table.pointee.PJRT_Error_Message(&arguments)
    return String(bytes: arguments.message, count: arguments.message_size)
  }

  /// Frees an error.
  func destroy(_ error: OpaquePointer) {
    var arguments = PJRT_Error_Destroy_Args()
    setStructureSize(&arguments)
    arguments.error = error
    table.pointee.PJRT_Error_Destroy(&arguments)
  }
}

/// Writes the size of a structure of the interface into its first field.
func setStructureSize<Structure>(_ structure: inout Structure) {
  withUnsafeMutableBytes(of: &structure) { bytes in
    bytes.storeBytes(of: bytes.count, as: Int.self)
  }
}

extension String {
  /// The string that a plugin gives as a pointer and a size.
  init(bytes: UnsafePointer<CChar>?, count: Int) {
    self.init(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
  }
}
