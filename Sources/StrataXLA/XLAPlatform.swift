/// A kind of device that XLA has a plugin for.
public enum XLAPlatform: String, Hashable, Sendable, CaseIterable {
  /// The host's processor.
  case cpu
  /// Graphics processors of NVIDIA.
  case cuda
  /// Google's tensor processors.
  case tpu

  /// What the platform's plugins call it.
  var clientNames: Set<String> { self == .cuda ? ["cuda", "gpu"] : [rawValue] }

  /// Where a folder of Python packages has plugins for the platform, as patterns of paths, the best ones first.
  var pluginPatterns: [String] {
    switch self {
    case .cpu: ["lammps_jax_pjrt_cpu/*.so", "xla_plugins/*cpu*/*.so", "jax_plugins/*cpu*/*.so"]
    case .cuda: ["jax_plugins/*cuda*/*.so", "xla_plugins/*cuda*/*.so"]
    case .tpu: ["libtpu/libtpu.so"]
    }
  }

  /// The Python package that has the best plugin.
  var package: String {
    switch self {
    case .cpu: "lammps-jax-pjrt-cpu"
    case .cuda: "jax[cuda13]"
    case .tpu: "libtpu"
    }
  }
}

extension PJRTClient {
  /// Whether the devices are the host's own processor.
  var isOnHost: Bool { platformName == XLAPlatform.cpu.rawValue }
}
