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

  /// Keeps an object alive until it is done or has failed.
  func keep(_ object: AnyObject) throws(EngineError) {
    let kept = Unmanaged.passRetained(KeptObject(object: object, functions: functions))
    // If this fails, nobody says when the object is needed no more, so it is kept for good.
    try functions.call(functions.table.pointee.PJRT_Event_OnReady, .init(), to: "say when it is done") {
      $0.event = handle
      $0.user_arg = kept.toOpaque()
      $0.callback = { error, argument in
        let kept = Unmanaged<KeptObject>.fromOpaque(argument!).takeRetainedValue()
        if let error { kept.functions.destroy(error) }
      }
    }
  }
}

/// What the callback of an event lets go.
private final class KeptObject {
  let object: AnyObject
  let functions: PJRTFunctions

  init(object: AnyObject, functions: PJRTFunctions) {
    self.object = object
    self.functions = functions
  }
}
