import ArgumentParser

/// The option `--device`.
struct DeviceOptions: ParsableArguments {
  @Option(help: "Where to compute: cpu, xla or gpu:0. This build has cpu.")
  var device = "cpu"

  func validate() throws {
    let parts = device.split(separator: ":", omittingEmptySubsequences: false)
    switch parts.first {
    case "cpu" where parts.count == 1: return
    case "xla" where parts.count == 1,
      "gpu" where parts.count == 1 || parts.count == 2 && Int(parts[1]) != nil:
      throw ValidationError("--device \(device): this build of Strata computes on the cpu only.")
    default:
      throw ValidationError("--device \(device): devices are called cpu, xla, or gpu:0, gpu:1, ….")
    }
  }
}
