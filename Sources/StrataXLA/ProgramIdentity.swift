import Foundation
import StrataGraph

extension PJRTClient {
  /// All that a compiled program depends on beside its text and options: the compiler, and the machine it is for.
  func identity() throws(EngineError) -> String {
    var lines = [
      "platform \(platformName)", "version \(platformVersion)", "interface \(plugin.version)",
      "plugin \(plugin.fileIdentity)",
    ]
    for (name, value) in plugin.attributes.sorted(by: { $0.key < $1.key }) {
      lines.append("\(name) \(value)")
    }
    lines.append("devices \(Set(try devices.map(\.kind)).sorted())")
    // A program for the host's processor may use all instructions that this one has.
    if isOnHost { lines += processorDescription() }
    lines.append("flags \(ProcessInfo.processInfo.environment["XLA_FLAGS"] ?? "")")
    return lines.joined(separator: "\n")
  }
}

extension PJRTPlugin {
  /// Tells builds of a plugin apart that give the same version.
  fileprivate var fileIdentity: String {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let modified = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    return "\(attributes?[.size] ?? 0) bytes of \(modified)"
  }
}

/// The name of the first processor and the instruction sets that it has, as Linux says.
private func processorDescription() -> [String] {
  let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
  return ["model name", "flags", "Features"].compactMap { field in
    lines.first { $0.hasPrefix(field) }.map(String.init)
  }
}
