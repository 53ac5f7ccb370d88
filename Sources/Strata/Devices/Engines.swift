import StrataCPU
import StrataGraph
import StrataXLA
import Synchronization

/// The engines of the devices that were used so far.
final class Engines: Sendable {
  static let shared = Engines()

  private let engines = Mutex<[Device: any Engine]>([:])

  /// - Throws: `StrataError.deviceUnavailable` if the device is not there.
  func engine(of device: Device) throws -> any Engine {
    if device.kind == .host { return CPUEngine.shared }
    return try engines.withLock { engines in
      if let known = engines[device] { return known }
      do throws(EngineError) {
        let engine = try device.makeEngine()
        engines[device] = engine
        return engine
      } catch {
        throw StrataError.deviceUnavailable(device: "\(device)", reason: error.description)
      }
    }
  }
}

extension Device {
  fileprivate func makeEngine() throws(EngineError) -> any Engine {
    switch kind {
    case .host: CPUEngine.shared
    case .xla(let platform, let index): try XLAEngine(platform: platform, deviceIndex: index)
    case .group(let group): try group.makeEngine()
    }
  }
}
