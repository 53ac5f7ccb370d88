import StrataXLA

/// Where tensors are computed: the host's processor, which needs nothing but Strata, or a device that has an OpenXLA
/// plugin.
///
/// ```swift
/// try model.fit(x, y, device: .gpu(0))
/// try withDevice(.gpu(0)) { try ownLoop(model) }
/// ```
///
/// `dataParallel(_:)` and `modelParallel(_:layout:batchAxis:)` make a device of several.
///
/// Weights and other variables move to the device when a program there first uses them, and stay until another device
/// needs them. Every tensor can be read and used anywhere.
public struct Device: Hashable, Sendable {
  enum Kind: Hashable {
    case host
    case xla(XLAPlatform, index: Int)
    case group(DeviceGroup)
  }

  let kind: Kind

  /// Strata's own engine for the host's processor.
  public static let cpu = Device(kind: .host)
  /// The host's processor through XLA.
  public static let xla = xla(0)
  /// One of the devices that XLA makes of the host's processor, 4 as a rule, to try several devices anywhere. They share
  /// its cores.
  public static func xla(_ index: Int) -> Device { Device(kind: .xla(.cpu, index: index)) }
  /// A graphics processor through XLA.
  public static func gpu(_ index: Int = 0) -> Device { Device(kind: .xla(.cuda, index: index)) }
  /// A tensor processor through XLA.
  public static func tpu(_ index: Int = 0) -> Device { Device(kind: .xla(.tpu, index: index)) }

  /// Whether XLA computes on the host's processor, with threads of its own.
  var isHostThroughXLA: Bool {
    switch kind {
    case .host: false
    case .xla(let platform, _): platform == .cpu
    case .group(let group): group.mesh.devices.contains(where: \.isHostThroughXLA)
    }
  }

  /// Where the running code computes.
  @TaskLocal public static var current = Device.cpu
}
