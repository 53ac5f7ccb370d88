/// One value, several in the order of a model's inputs or outputs, or several by the names of these.
///
/// Lists and dictionaries can be written as such:
///
/// ```swift
/// model.compile(losses: ["price": .meanSquaredError(), "kind": .sparseCategoricalCrossentropy()])
/// ```
public enum OneOrSeveral<Value> {
  case one(Value)
  case list([Value])
  case byName([String: Value])

  /// The values, those by name in the order of the names.
  var all: [Value] {
    switch self {
    case .one(let value): [value]
    case .list(let values): values
    case .byName(let values): values.sorted { $0.key < $1.key }.map(\.value)
    }
  }
}

extension OneOrSeveral: Sendable where Value: Sendable {}

extension OneOrSeveral: ExpressibleByArrayLiteral {
  /// A list.
  public init(arrayLiteral values: Value...) { self = .list(values) }
}

extension OneOrSeveral: ExpressibleByDictionaryLiteral {
  /// Values by name. Stops with a message if a name comes twice.
  public init(dictionaryLiteral values: (String, Value)...) {
    self = .byName(Dictionary(values) { _, _ in stop("a name stands twice in \(values.map(\.0))") })
  }
}

extension OneOrSeveral: ExpressibleByIntegerLiteral where Value == Double {
  /// One number.
  public init(integerLiteral value: Int) { self = .one(Double(value)) }
}

extension OneOrSeveral: ExpressibleByFloatLiteral where Value == Double {
  /// One number.
  public init(floatLiteral value: Double) { self = .one(value) }
}
