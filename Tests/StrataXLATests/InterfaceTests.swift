import Foundation
import Testing

@testable import StrataXLA

/// Compares the declarations of `CPJRT` with those of OpenXLA, where a package has brought its header.
@Suite("Declarations of the PJRT interface")
struct InterfaceTests {
  static let header: String? = {
    let search = PluginSearch()
    let beside = TestPlugin.path.map { [search.escaped(($0 as NSString).deletingLastPathComponent)] } ?? []
    let folders =
      beside.map { $0 + "/include" }
      + search.packageFolders.flatMap { folder in
        ["xla_plugins/*/include", "tensorflow/include/tensorflow/compiler/xla/pjrt/c"].map {
          "\(search.escaped(folder))/\($0)"
        }
      }
    return folders.lazy.flatMap { search.paths(matching: $0 + "/pjrt_c_api.h") }.first
  }()

  @Test(.enabled(if: header != nil, "no package with the header pjrt_c_api.h is installed"))
  func layoutsAndValuesAreThoseOfTheHeader() throws {
    let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/CPJRT/include/pjrt.h").path
    let declarations = Declarations(try String(contentsOfFile: own, encoding: .utf8))
    #expect(declarations.structures.count > 30)
    #expect(declarations.structures["PJRT_Api"]?.count ?? 0 > 30)
    let ours = try declarations.measured(in: own)
    let theirs = try declarations.measured(in: try #require(Self.header))
    #expect(ours.count > 200)
    #expect(Set(ours.keys) == Set(theirs.keys))
    for (name, number) in ours { #expect(number == theirs[name], "\(name)") }
  }
}

/// The structures and constants that a header declares.
private struct Declarations {
  private(set) var structures: [String: [String]] = [:]
  private var constants: [String] = []

  init(_ header: String) {
    let code = header.split(separator: "\n").filter {
      !$0.trimming(" ").hasPrefix("///") && !$0.hasPrefix("#")
    }
    .joined(separator: "\n").replacing("STRATA_PJRT_HEAD", with: "size_t struct_size; void *extension_start")
    for match in code.matches(of: /typedef struct \{(.*?)\n\} (\w+);/.dotMatchesNewlines()) {
      structures[String(match.2)] = match.1.replacing(/union \{|\}/, with: "").split(separator: ";")
        .compactMap {
          Self.name(declaredBy: String($0))
        }
    }
    constants = code.matches(of: /(PJRT_\w+) = \d+,/).map { String($0.1) }
  }

  /// The name of a field; nil for a place in the table that is not used.
  private static func name(declaredBy field: String) -> String? {
    if let match = field.firstMatch(of: /STRATA_PJRT_FUNCTION\((\w+)\)|\(\*(\w+)\)/) {
      return (match.1 ?? match.2).map(String.init)
    }
    guard !field.contains("STRATA_PJRT_Unused") else { return nil }
    return field.firstMatch(of: /(\w+)\s*$/).map { String($0.1) }
  }

  /// Offsets and sizes of all fields, sizes of all structures, and all constants, as the C compiler says.
  func measured(in header: String) throws -> [String: Int] {
    var lines: [String] = []
    for (structure, fields) in structures {
      // The table itself becomes longer with every version.
      if structure != "PJRT_Api" { lines.append("SHOW(sizeof(\(structure)))") }
      for field in fields {
        lines.append("SHOW(offsetof(\(structure), \(field)))")
        lines.append("SHOW(sizeof(((\(structure) *)0)->\(field)))")
      }
    }
    lines += constants.map { "SHOW(\($0))" }
    let program = """
      #include "\(header)"
      #include <stdio.h>
      #define SHOW(x) printf("%s=%d\\n", #x, (int)(x));
      int main(void) { \(lines.joined(separator: "\n")) return 0; }
      """
    return try withTemporaryFolder { folder in
      try program.write(toFile: folder + "/show.c", atomically: true, encoding: .utf8)
      _ = try output(of: "/usr/bin/env", ["clang", folder + "/show.c", "-o", folder + "/show"])
      let numbers = try output(of: folder + "/show", []).split(separator: "\n").map { line in
        let equals = line.lastIndex(of: "=")!
        return (String(line[..<equals]), Int(line[line.index(after: equals)...])!)
      }
      return Dictionary(uniqueKeysWithValues: numbers)
    }
  }
}

private func output(of program: String, _ arguments: [String]) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  #expect(process.terminationStatus == 0)
  return String(decoding: output, as: UTF8.self)
}

extension Substring {
  fileprivate func trimming(_ character: Character) -> Substring { drop { $0 == character } }
}
