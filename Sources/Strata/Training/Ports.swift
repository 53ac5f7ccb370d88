/// The inputs or the outputs of a model, to tell which of several values belongs to which.
struct Ports {
  enum Kind: String { case input, output }

  let kind: Kind
  let count: Int
  /// In their order; empty if the model gives them none.
  let names: [String]
  let model: String

  /// - Throws: `StrataError.invalidArgument` if a model's names are not as many as there are.
  init(_ kind: Kind, count: Int, names: [String], model: String) throws {
    self.kind = kind
    self.count = count
    self.names = names
    self.model = model
    guard names.isEmpty || names.count == count else {
      throw StrataError.invalidArgument(
        owner: model, argument: "\(kind)Names", expected: "a name for each of the \(count) \(kind)s",
        found: "\(names)")
    }
  }

  /// How messages call what is given for one of them, such as `x` or `x["title"]`.
  func label(_ argument: String, _ index: Int) -> String {
    if count == 1 { return argument }
    return names.isEmpty ? "\(argument)[\(index)]" : "\(argument)[\"\(names[index])\"]"
  }

  /// The value for each, nil where there is none by its name. One value stands for each.
  /// - Parameter argument: what the values are given as, for messages.
  /// - Throws: `StrataError.invalidArgument` if a list has another length, or a name is unknown.
  func values<Value>(_ given: OneOrSeveral<Value>, _ argument: String) throws -> [Value?] {
    switch given {
    case .one(let value): return Array(repeating: value, count: count)
    case .list(let values):
      guard values.count == count else { throw mismatch(argument, found: "a list of \(values.count)") }
      return values
    case .byName(let values):
      guard !names.isEmpty, Set(names).count == count else {
        let reason = names.isEmpty ? "have no names without \(kind)Names" : "do not all have different names"
        throw StrataError.invalidArgument(
          owner: model, argument: argument, expected: "a list, because the \(kind)s \(reason)",
          found: "by name")
      }
      let unknown = values.keys.filter { !names.contains($0) }.sorted()
      guard unknown.isEmpty else { throw mismatch(argument, found: quoted(unknown)) }
      return names.map { values[$0] }
    }
  }

  /// The same where each needs a value.
  /// - Throws: `StrataError.invalidArgument` also if one has none.
  func allValues<Value>(_ given: OneOrSeveral<Value>, _ argument: String) throws -> [Value] {
    let values = try values(given, argument)
    let missing = names.indices.filter { values[$0] == nil }.map { names[$0] }
    guard missing.isEmpty else { throw mismatch(argument, found: "without \(quoted(missing))") }
    return values.map { $0! }
  }

  func mismatch(_ argument: String, found: String) -> StrataError {
    let wanted = count == 1 ? "one for the only \(kind)" : "one for each of the \(count) \(kind)s"
    return .invalidArgument(
      owner: model, argument: argument, expected: wanted + (names.isEmpty ? "" : ", \(quoted(names))"),
      found: found)
  }
}

private func quoted(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }
