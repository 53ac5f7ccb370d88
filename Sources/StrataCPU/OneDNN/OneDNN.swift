import COneDNN
import StrataGraph

/// The library's CPU engine and a stream on it, made once.
enum OneDNN {
  nonisolated(unsafe) static let engine: dnnl_engine_t = {
    var engine: dnnl_engine_t?
    let status = dnnl_engine_create(&engine, dnnl_cpu, 0)
    precondition(status == dnnl_success, "oneDNN has no CPU engine: status \(status.rawValue)")
    return engine!
  }()

  nonisolated(unsafe) static let stream: dnnl_stream_t = {
    var stream: dnnl_stream_t?
    let status = dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue)
    precondition(status == dnnl_success, "oneDNN has no CPU stream: status \(status.rawValue)")
    return stream!
  }()

  /// - Throws: `EngineError` that names the call, if it did not succeed.
  static func check(_ status: dnnl_status_t, _ call: @autoclosure () -> String) throws {
    if status != dnnl_success { throw EngineError("oneDNN: \(call()) failed with status \(status.rawValue)") }
  }
}
