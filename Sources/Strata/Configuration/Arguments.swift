import StrataIO

/// The arguments that an object was made with, by Keras's names, in Keras's order: what its config in a file says.
///
/// ```swift
/// override var arguments: Arguments? { ["units": units, "kernel_regularizer": kernelRegularizer] }
/// ```
public struct Arguments: ExpressibleByDictionaryLiteral {
  /// The names with their values; nil is written as `null`.
  public private(set) var entries: [(name: String, value: (any ConfigValue)?)]

  public init(dictionaryLiteral elements: (String, (any ConfigValue)?)...) {
    entries = elements.map { (name: $0.0, value: $0.1) }
  }

  /// The arguments of both, those on the left first.
  public static func + (left: Arguments, right: Arguments) -> Arguments {
    var sum = left
    sum.entries += right.entries
    return sum
  }

  /// As a config in a file.
  var json: JSONObject {
    get throws {
      var object = JSONObject()
      for (name, value) in entries { object[name] = try value?.json ?? .null }
      return object
    }
  }
}
