import Foundation
import StrataGraph

/// Looks for the plugin of a platform: where a variable of the environment says, or where Python's packages are.
struct PluginSearch {
  /// The variable with the path of a plugin.
  static let variable = "STRATA_PJRT_PLUGIN"

  /// The variables of the process.
  var environment = ProcessInfo.processInfo.environment
  /// Folders outside the user's own that have a folder `lib`.
  var systemPrefixes = ["/usr/local", "/usr"]

  /// The path of the plugin.
  /// - Throws: `EngineError` that says what to install if there is none.
  func path(for platform: XLAPlatform) throws(EngineError) -> String {
    if let path = environment[Self.variable], !path.isEmpty {
      guard FileManager.default.isReadableFile(atPath: path) else {
        throw EngineError("there is no XLA plugin at \(path), where \(Self.variable) says that one is")
      }
      return path
    }
    for folder in packageFolders {
      for pattern in platform.pluginPatterns {
        // The last one, so that of several versions the newest is taken.
        if let path = paths(matching: escaped(folder) + "/" + pattern).last { return path }
      }
    }
    throw EngineError(
      "no XLA plugin for \(platform.rawValue) is installed: pip install '\(platform.package)' installs one, or "
        + "\(Self.variable) says where one is")
  }

  /// The folders of Python's packages that exist, those of the active environment and of the user first.
  var packageFolders: [String] {
    let home = environment["HOME"].map { $0 + "/.local" }
    let prefixes = [environment["VIRTUAL_ENV"], environment["CONDA_PREFIX"], home].compactMap(\.self)
    return (prefixes + systemPrefixes).flatMap { prefix in
      ["lib", "lib64"].flatMap { library in
        ["site-packages", "dist-packages"].flatMap { packages in
          paths(matching: "\(escaped(prefix))/\(library)/python3*/\(packages)").reversed()
        }
      }
    }
  }

  /// The existing paths that match a pattern, in alphabetical order.
  func paths(matching pattern: String) -> [String] {
    var matches = glob_t()
    defer { globfree(&matches) }
    guard glob(pattern, 0, nil, &matches) == 0 else { return [] }
    return (0..<Int(matches.gl_pathc)).map { String(cString: matches.gl_pathv[$0]!) }
  }

  /// The pattern that matches a path and nothing else.
  func escaped(_ path: String) -> String {
    path.reduce(into: "") { pattern, character in
      pattern += "\\*?[".contains(character) ? "\\\(character)" : "\(character)"
    }
  }
}
