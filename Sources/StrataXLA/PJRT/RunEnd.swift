import StrataGraph

/// When a run of a program ends, on all its devices.
final class RunEnd: @unchecked Sendable {
  /// One for each device, which the plugin gives; empty if the run was not started, or somebody has waited.
  var events: [OpaquePointer] = []
  private let functions: PJRTFunctions

  init(client: PJRTClient) { functions = client.functions }

  deinit { for event in events { _ = PJRTEvent(owning: event, functions: functions) } }

  /// Waits until the run has ended.
  /// - Throws: `EngineError` if it failed.
  func wait() throws(EngineError) {
    var failure: EngineError?
    for event in events {
      let event = PJRTEvent(owning: event, functions: functions)
      do { try event.wait(to: "run the program") } catch { failure = failure ?? error }
    }
    events = []
    if let failure { throw failure }
  }
}
