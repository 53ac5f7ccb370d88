extension Device: CustomStringConvertible {
  /// The device of a name such as `cpu`, `xla`, `gpu` or `gpu:1`, or nil. Several names with commas between them are
  /// devices that share the samples of each batch, as `dataParallel(_:)` gives them.
  public init?(name: String) {
    let names = name.split(separator: ",", omittingEmptySubsequences: false)
    guard names.count > 1 else {
      guard let device = Self.single(name) else { return nil }
      self = device
      return
    }
    let devices = names.compactMap { Self.single(String($0)) }
    guard devices.count == names.count else { return nil }
    self = .dataParallel(devices)
  }

  private static func single(_ name: String) -> Device? {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let index = parts.count == 1 ? 0 : Int(parts[1]), index >= 0 else { return nil }
    return switch parts[0] {
    case "cpu" where parts.count == 1: .cpu
    case "xla": .xla(index)
    case "gpu": .gpu(index)
    case "tpu": .tpu(index)
    default: nil
    }
  }

  /// For example `cpu`, `gpu:0` or `gpu:0,gpu:1`.
  public var description: String {
    switch kind {
    case .host: "cpu"
    case .xla(.cpu, 0): "xla"
    case .xla(.cpu, let index): "xla:\(index)"
    case .xla(.cuda, let index): "gpu:\(index)"
    case .xla(.tpu, let index): "tpu:\(index)"
    case .group(let group): "\(group)"
    }
  }
}
