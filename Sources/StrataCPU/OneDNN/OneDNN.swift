import COneDNN
import CStrataKernels
import StrataGraph

/// The library's CPU engine, made once, and checks of what calls return.
enum OneDNN {
  nonisolated(unsafe) static let engine: dnnl_engine_t = {
    var engine: dnnl_engine_t?
    let status = dnnl_engine_create(&engine, dnnl_cpu, 0)
    precondition(status == dnnl_success, "oneDNN has no CPU engine: status \(status.rawValue)")
    return engine!
  }()

  /// - Throws: `EngineError` that names the call, if it did not succeed.
  static func check(_ status: dnnl_status_t, _ call: @autoclosure () -> String) throws {
    if status != dnnl_success { throw EngineError("oneDNN: \(call()) failed with status \(status.rawValue)") }
  }

  /// Lets the library use one thread only for what `body` calls, if that is wanted.
  static func limitingThreads<Result>(_ isLimited: Bool, _ body: () throws -> Result) rethrows -> Result {
    guard isLimited else { return try body() }
    let count = strata_set_thread_count(1)
    defer { _ = strata_set_thread_count(count) }
    return try body()
  }
}

/// What primitives are executed on. Each step has its own, as several programs may run at a time.
final class LibraryStream {
  let handle: dnnl_stream_t

  init() throws {
    var handle: dnnl_stream_t?
    try OneDNN.check(
      dnnl_stream_create(&handle, OneDNN.engine, dnnl_stream_default_flags.rawValue), "making a stream")
    self.handle = handle!
  }

  deinit { dnnl_stream_destroy(handle) }
}
