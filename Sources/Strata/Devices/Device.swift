import StrataXLA

/// Where tensors are computed: the host's processor, which needs nothing but Strata, or a device that has an OpenXLA
/// plugin.
///
/// ```swift
/// try withDevice(.gpu(0)) { try model.fit(x, y) }
/// ```
///
/// Weights and other variables move to the device when a program there first uses them, and stay until another device
/// needs them. Every tensor can be read and used anywhere.
public struct Device: Hashable, Sendable {
  enum Kind: Hashable {
    case host
    case xla(XLAPlatform, index: Int)
  }

  let kind: Kind

  /// Strata's own engine for the host's processor.
  public static let cpu = Device(kind: .host)
  /// The host's processor through XLA.
  public static let xla = Device(kind: .xla(.cpu, index: 0))
  /// A graphics processor through XLA.
  public static func gpu(_ index: Int = 0) -> Device { Device(kind: .xla(.cuda, index: index)) }
  /// A tensor processor through XLA.
  public static func tpu(_ index: Int = 0) -> Device { Device(kind: .xla(.tpu, index: index)) }

  /// Where the running code computes.
  @TaskLocal public static var current = Device.cpu
}

extension Device: CustomStringConvertible {
  /// The device of a name such as `cpu`, `xla`, `gpu` or `gpu:1`, or nil.
  public init?(name: String) {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let index = parts.count == 1 ? 0 : Int(parts[1]), index >= 0 else { return nil }
    switch parts[0] {
    case "cpu" where parts.count == 1: self = .cpu
    case "xla" where parts.count == 1: self = .xla
    case "gpu": self = .gpu(index)
    case "tpu": self = .tpu(index)
    default: return nil
    }
  }

  /// For example `cpu` or `gpu:0`.
  public var description: String {
    switch kind {
    case .host: "cpu"
    case .xla(.cpu, _): "xla"
    case .xla(.cuda, let index): "gpu:\(index)"
    case .xla(.tpu, let index): "tpu:\(index)"
    }
  }
}

/// Computes on a device what `body` does, in tasks that it starts too.
/// - Throws: `StrataError.deviceUnavailable` before anything is done if the device is not there, with what to install.
public func withDevice<Result>(_ device: Device, _ body: () throws -> Result) throws -> Result {
  _ = try Engines.shared.engine(of: device)
  return try Device.$current.withValue(device, operation: body)
}

/// The same for a body that waits for others.
nonisolated(nonsending)
  public func withDevice<Result>(
    _ device: Device, _ body: nonisolated(nonsending) () async throws -> Result
  ) async throws -> Result
{
  _ = try Engines.shared.engine(of: device)
  return try await Device.$current.withValue(device, operation: body)
}
