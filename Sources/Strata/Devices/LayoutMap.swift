/// Which axes of which weights are split among the devices of a mesh. Keras's `LayoutMap`.
///
/// ```swift
/// // The columns of one kernel and the rows of the next lie on different devices.
/// [".*/up/kernel": [nil, "model"], ".*/up/bias": ["model"], ".*/down/kernel": ["model", nil]]
/// ```
///
/// A key is the path of a weight, or a regular expression that matches the whole of it. The value has for each axis of
/// the weight the name of the axis of the mesh among whose devices it is split, or nil if it is not.
public struct LayoutMap: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  struct Entry: Hashable {
    let pattern: String
    let axes: [String?]
  }
  let entries: [Entry]

  public init(dictionaryLiteral layouts: (String, [String?])...) { self.init(layouts) }

  /// The same from keys and values that are not written down.
  public init(_ layouts: some Sequence<(String, [String?])>) {
    entries = layouts.map { Entry(pattern: $0.0, axes: $0.1) }
  }

  /// The entry for a path: the one with this key, or else the only one that matches it.
  /// - Throws: `StrataError.invalidArgument` if several match.
  func entry(for path: String) throws -> Entry? {
    if let exact = entries.first(where: { $0.pattern == path }) { return exact }
    let matching = try entries.filter { try $0.matches(path) }
    guard matching.count < 2 else {
      throw StrataError.invalidArgument(
        owner: path, argument: "its layout", expected: "matched by one key",
        found: matching.map { "'\($0.pattern)'" }.joined(separator: " and "))
    }
    return matching.first
  }
}

extension LayoutMap.Entry {
  /// - Throws: an error if the pattern is no regular expression.
  func matches(_ path: String) throws -> Bool {
    try pattern == path || path.wholeMatch(of: Regex(pattern)) != nil
  }
}
