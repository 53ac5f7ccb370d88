import StrataIO

/// The element types that a layer computes in, as Keras writes them: always `float32`.
enum DTypePolicy: ConfigValue {
  case float32

  var json: JSONValue {
    .object([
      "module": .string("keras"), "class_name": .string("DTypePolicy"),
      "config": .object(["name": .string("float32")]), "registered_name": .null,
    ])
  }

  /// Whether a file's value for `dtype` means `float32`.
  static func isFloat32(_ value: JSONValue) -> Bool {
    // Keras 2 called the class Policy.
    let isPolicy = ["DTypePolicy", "Policy"].contains(value["class_name"]?.string)
    return value.string == "float32" || isPolicy && value["config"]?["name"]?.string == "float32"
  }
}
