import Foundation

/// A path with places for numbers, such as `weights-{epoch:02d}-{val_loss:.2f}.safetensors`, as in Python's format
/// strings: a name, and perhaps a colon with a width, a precision and one of the letters `d`, `f`, `e` and `g`.
struct FilePathTemplate {
  let text: String

  /// The path with the given numbers.
  /// - Throws: `StrataError.invalidArgument` if a place has another form or no number of that name is there.
  func path(_ numbers: [String: Double]) throws -> String {
    var path = ""
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "{") {
      guard let end = rest[start...].firstIndex(of: "}") else {
        throw fail("closed with a }", String(rest[start...]))
      }
      let place = rest[rest.index(after: start)..<end]
      path += rest[..<start]
      path += try filled(place, numbers)
      rest = rest[rest.index(after: end)...]
    }
    return path + rest
  }

  private func filled(_ place: Substring, _ numbers: [String: Double]) throws -> String {
    let parts = place.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let number = numbers[String(parts[0])] else {
      throw fail("one of \(numbers.keys.sorted().joined(separator: ", "))", String(parts[0]))
    }
    guard parts.count == 2, !parts[1].isEmpty else {
      return number == number.rounded() && ["epoch", "batch"].contains(parts[0])
        ? "\(Int(number))" : "\(number)"
    }
    guard let format = parts[1].wholeMatch(of: /(0?)(\d{0,3})(\.\d{1,2})?([dfeg]?)/) else {
      throw fail("such as {epoch:02d} or {val_loss:.2f}", "{\(place)}")
    }
    let (zero, width, precision, kind) = (format.output.1, format.output.2, format.output.3, format.output.4)
    if kind == "d" || (kind.isEmpty && precision == nil && number == number.rounded()) {
      guard abs(number) < 1e15 else { throw fail("a whole number for {\(place)}", "\(number)") }
      return String(format: "%\(zero)\(width)ld", Int(number))
    }
    return String(format: "%\(zero)\(width)\(precision ?? "")\(kind.isEmpty ? "g" : kind)", number)
  }

  private func fail(_ expected: String, _ found: String) -> StrataError {
    .invalidArgument(
      owner: "the path '\(text)'", argument: "a place in braces", expected: expected, found: found)
  }
}
