/// A JSON value. An object keeps the order of its keys, and an integer stays one.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// The value of a key, if this is an object that has it.
  public subscript(key: String) -> JSONValue? { object?[key] }

  /// The element at a position, if this is an array that has it.
  public subscript(position: Int) -> JSONValue? {
    guard let array, array.indices.contains(position) else { return nil }
    return array[position]
  }

  /// The truth value, if this is one.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The integer, if this is one.
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  /// The text, if this is one.
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The elements, if this is an array.
  public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  /// The keys and values, if this is an object.
  public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

  /// The number, integer or not, if this is one.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// True for `null`.
  public var isNull: Bool { self == .null }
}

/// The keys and values of a JSON object, in order.
public struct JSONObject: Sendable, Equatable {
  /// The keys in order.
  public private(set) var keys: [String] = []
  private var values: [String: JSONValue] = [:]

  /// No keys.
  public init() {}

  /// The value of a key. A new key comes after the others; nil removes.
  public subscript(key: String) -> JSONValue? {
    get { values[key] }
    set {
      switch (values[key] != nil, newValue) {
      case (false, .some): keys.append(key)
      case (true, nil): keys.removeAll { $0 == key }
      default: break
      }
      values[key] = newValue
    }
  }
}

extension JSONObject: RandomAccessCollection, ExpressibleByDictionaryLiteral {
  /// An object with the given keys, which differ from each other.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (key, value) in elements {
      precondition(values[key] == nil, "two values for '\(key)'")
      self[key] = value
    }
  }

  /// Where the first key is: 0.
  public var startIndex: Int { 0 }
  /// The number of keys.
  public var endIndex: Int { keys.count }
  /// The key and value at a position.
  public subscript(position: Int) -> (key: String, value: JSONValue) {
    (keys[position], values[keys[position]]!)
  }
}
