import ArgumentParser
import StrataIO

/// An optimizer, loss or metric as an argument: Keras's name for it, or the JSON that Keras writes for it.
enum KerasObject {
  /// - Throws: `ValidationError` for text that begins as JSON and is none.
  static func parse(_ argument: String, option: String) throws -> JSONValue {
    guard let first = argument.first(where: { !$0.isWhitespace }), "{[\"".contains(first) else {
      return .string(argument)
    }
    do {
      return try JSONValue(parsing: Array(argument.utf8), file: option)
    } catch {
      throw ValidationError("\(option): \(error.place): \(error.reason).")
    }
  }
}
