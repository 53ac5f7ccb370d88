import StrataIO

/// Something that can stand in the config of a layer, optimizer or other object: numbers, texts, lists of these, and
/// objects that have a config themselves.
public protocol ConfigValue {
  /// The value as it is written to a file.
  /// - Throws: `StrataError.noConfig` if the value has a part that cannot be described in a file, such as a closure.
  var json: JSONValue { get throws }
}

extension Int: ConfigValue { public var json: JSONValue { .integer(self) } }
extension Double: ConfigValue { public var json: JSONValue { .number(self) } }
extension Bool: ConfigValue { public var json: JSONValue { .bool(self) } }
extension String: ConfigValue { public var json: JSONValue { .string(self) } }
extension JSONValue: ConfigValue { public var json: JSONValue { self } }

extension ConfigValue where Self: RawRepresentable<String> {
  /// The word that stands for the case of an enumeration.
  public var json: JSONValue { .string(rawValue) }
}

extension Optional: ConfigValue where Wrapped: ConfigValue {
  public var json: JSONValue { get throws { try self?.json ?? .null } }
}

extension Array: ConfigValue where Element: ConfigValue {
  public var json: JSONValue { get throws { .array(try map { try $0.json }) } }
}

extension Dictionary: ConfigValue where Key == String, Value: ConfigValue {
  /// The entries in the order of their keys.
  public var json: JSONValue {
    get throws {
      var object = JSONObject()
      for (key, value) in sorted(by: { $0.key < $1.key }) { object[key] = try value.json }
      return .object(object)
    }
  }
}
