import Foundation
import StrataIO

/// What goes to standard output.
enum StandardOutput {
  /// Writes a line of JSON.
  static func write(_ value: JSONValue) throws { print(try value.text()) }

  /// Brings everything on its way.
  /// - Throws: `CommandError` if it does not arrive, as on a full disk.
  static func finish() throws {
    guard fflush(nil) == 0 else {
      throw CommandError("cannot write to standard output: \(String(cString: strerror(errno)))")
    }
  }
}
