import Foundation
import StrataIO
import Testing

/// What a run of the command left behind.
struct Outcome {
  let status: Int32
  let output: String
  let errors: String

  /// The JSON object that was printed.
  var json: JSONValue {
    get throws { try JSONValue(parsing: Array(output.utf8), file: "standard output") }
  }
}

/// The command that was built with the tests.
let command = Bundle.module.bundleURL.deletingLastPathComponent().appending(path: "strata")

/// Runs the command as a process.
func strata(_ arguments: String..., in folder: String? = nil) throws -> Outcome {
  try strata(arguments, in: folder)
}

/// Runs the command as a process.
func strata(_ arguments: [String], in folder: String? = nil) throws -> Outcome {
  try withTemporaryFolder { scratch in
    let process = Process()
    process.executableURL = command
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder ?? scratch)
    // Files, because a pipe that nobody reads fills up.
    let paths = ["output", "errors"].map { "\(scratch)/\($0)" }
    let handles = try paths.map { path in
      try AtomicFile.write([], to: path)
      return try #require(FileHandle(forWritingAtPath: path))
    }
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit, "the command crashed: \(arguments)")
    let texts = try paths.map { String(decoding: try File.read($0), as: UTF8.self) }
    return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
  }
}

/// The path of a file that `scripts/record-command.py` wrote.
func fixture(_ name: String) -> String { "\(Bundle.module.resourcePath!)/Fixtures/\(name)" }

/// What Keras printed.
func recorded(_ keys: String...) throws -> JSONValue {
  let path = fixture("recorded.json")
  return try keys.reduce(JSONValue(parsing: File.read(path), file: path)) { value, key in
    try #require(value[key], "recorded.json has no \(keys)")
  }
}

/// Runs `body` with a folder that is there only meanwhile.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "strata-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path(percentEncoded: false))
}

/// Whether two JSON values are the same, numbers up to `tolerance` of the larger of 1 and their size.
func isClose(_ found: JSONValue?, _ expected: JSONValue, tolerance: Double = 1e-5) -> Bool {
  switch (found, expected) {
  case (.object(let found), .object(let expected)):
    found.keys.sorted() == expected.keys.sorted()
      && expected.allSatisfy { isClose(found[$0.key], $0.value, tolerance: tolerance) }
  case (.array(let found), .array(let expected)):
    found.count == expected.count
      && zip(found, expected).allSatisfy { isClose($0, $1, tolerance: tolerance) }
  default:
    if let found = found?.double, let expected = expected.double {
      abs(found - expected) <= tolerance * max(1, abs(expected))
    } else {
      found == expected
    }
  }
}
