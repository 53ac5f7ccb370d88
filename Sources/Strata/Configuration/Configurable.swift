import StrataIO

/// An object that a file describes by its class and the arguments that it was made with, as Keras's `get_config` does.
///
/// An own layer, initializer, loss, … can be saved if it has `arguments`, and loaded if its class is known:
///
/// ```swift
/// Registry.layers.register("Scale") { config in
///   try Scale(config.double("factor"), name: config.name)
/// }
/// ```
public protocol Configurable: ConfigValue {
  /// Keras's name of the class; the name of the type unless it says otherwise.
  var className: String { get }

  /// What the object was made with; nil, the default, if it cannot be described in a file.
  var arguments: Arguments? { get }

  /// The Python module in which Keras has such objects, such as `keras.initializers`.
  static var kerasModule: String { get }
}

extension Configurable {
  public var className: String { "\(type(of: self))" }

  public var arguments: Arguments? { nil }

  /// As Keras writes an object: its module, class and config.
  public var json: JSONValue { get throws { try serialized() } }

  /// As Keras writes an object.
  func serialized() throws -> JSONValue {
    guard let arguments else { throw StrataError.noConfig(of: className) }
    return .object(try kerasObject(config: arguments.json))
  }

  /// As Keras writes an object that has the given config. Classes from elsewhere carry the name that Keras's
  /// `register_keras_serializable` gives to them.
  func kerasObject(config: JSONObject) -> JSONObject {
    let isOwn = String(reflecting: type(of: self)).hasPrefix("Strata.")
    return [
      "module": isOwn ? .string(type(of: self).kerasModule) : .null, "class_name": .string(className),
      "config": .object(config), "registered_name": isOwn ? .null : .string("Custom>\(className)"),
    ]
  }
}
