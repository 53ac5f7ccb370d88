import CPJRT
import StrataGraph

/// Something that a plugin does while its caller goes on.
struct PJRTEvent: ~Copyable {
  private let handle: OpaquePointer
  private let functions: PJRTFunctions

  init(owning handle: OpaquePointer, functions: PJRTFunctions) {
    self.handle = handle
    self.functions = functions
  }

  deinit {
    functions.free(functions.table.pointee.PJRT_Event_Destroy, .init()) { $0.event = handle }
  }

  /// Waits until it is done.
  /// - Throws: `EngineError` if it failed.
  func wait(to purpose: StaticString) throws(EngineError) {
    try functions.call(functions.table.pointee.PJRT_Event_Await, .init(), to: purpose) { $0.event = handle }
  }
}
