/// Values under keys that stand for paths: a path itself, or a regular expression that matches the whole of one.
struct PathMap<Value: Hashable & Sendable>: Hashable, Sendable {
  struct Entry: Hashable, Sendable {
    let key: String
    let value: Value
  }
  let entries: [Entry]

  init(_ values: some Sequence<(String, Value)>) {
    entries = values.map { Entry(key: $0.0, value: $0.1) }
  }

  /// The value for a path: that under the path itself, or else under the only key that matches it.
  /// - Parameter argument: what the value is, for messages.
  /// - Throws: `StrataError.invalidArgument` if several match, or one of them is no regular expression.
  func value(for path: String, argument: String) throws -> Value? {
    if let exact = entries.first(where: { $0.key == path }) { return exact.value }
    let matching = try entries.filter { try $0.matches(path) }
    guard matching.count < 2 else {
      throw StrataError.invalidArgument(
        owner: path, argument: argument, expected: "matched by one key",
        found: matching.map { "'\($0.key)'" }.joined(separator: " and "))
    }
    return matching.first?.value
  }
}

extension PathMap.Entry {
  /// - Throws: `StrataError.invalidArgument` if the key is neither the path nor a regular expression.
  func matches(_ path: String) throws -> Bool {
    do {
      return try key == path || PathPattern(key).matches(path)
    } catch let error as PathPatternError {
      throw StrataError.invalidArgument(
        owner: path, argument: "a key that stands for paths",
        expected: "a path or a regular expression", found: "'\(key)' with \(error.reason)")
    }
  }
}
