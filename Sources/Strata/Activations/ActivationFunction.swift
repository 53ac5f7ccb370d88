import StrataIO

/// A function that a layer applies to its output, such as `.relu`.
///
/// One's own needs a name and a closure of tensor operations:
///
/// ```swift
/// extension ActivationFunction {
///   static let cube = ActivationFunction("cube") { x in x * x * x }
/// }
/// ```
public struct ActivationFunction: Sendable, ConfigValue {
  /// The name; that of Keras's function if it is one of those.
  public let name: String
  private let kerasForm: KerasForm?
  private let body: @Sendable (Tensor) throws -> Tensor

  /// How Keras describes one of its functions. A function by itself has no arguments there; layers and operations do.
  enum KerasForm: Sendable {
    case function
    case layer(String, JSONObject)
    case operation(String, JSONObject)
  }

  /// An activation function of one's own.
  public init(_ name: String, _ body: @escaping @Sendable (Tensor) throws -> Tensor) {
    self.name = name
    self.body = body
    kerasForm = nil
  }

  /// One of Keras's activation functions.
  init(_ name: String, _ form: KerasForm, _ body: @escaping @Sendable (Tensor) throws -> Tensor) {
    self.name = name
    self.body = body
    kerasForm = form
  }

  /// As Keras writes it: the name of one of its functions, a layer or operation with arguments, or the name of a
  /// function of one's own, which is registered under that name where the file is read.
  public var json: JSONValue {
    switch kerasForm {
    case .function: return .string(name)
    case .layer(let className, let arguments):
      var config: JSONObject = [
        "name": .string(LayerNames.snakeCase(className)), "trainable": .bool(true),
        "dtype": DTypePolicy.float32.json,
      ]
      for (argument, value) in arguments { config[argument] = value }
      return .object([
        "module": .string("keras.layers"), "class_name": .string(className), "config": .object(config),
        "registered_name": .null,
      ])
    case .operation(let className, let arguments):
      var config: JSONObject = ["name": .string(LayerNames.snakeCase(className))]
      for (argument, value) in arguments { config[argument] = value }
      return .object([
        "module": .string("keras.src.ops.nn"), "class_name": .string(className), "config": .object(config),
        "registered_name": .string(className),
      ])
    case nil:
      return .object([
        "module": .string("builtins"), "class_name": .string("function"), "config": .string("Custom>\(name)"),
        "registered_name": .string("function"),
      ])
    }
  }

  /// The function's values.
  /// - Throws: what the function throws for a tensor that it cannot take.
  public func callAsFunction(_ x: Tensor) throws -> Tensor { try body(x) }
}

extension ActivationFunction: CustomStringConvertible {
  /// The name, with the arguments where they are not the usual ones: `leaky_relu(negative_slope: 0.1)`.
  public var description: String {
    switch kerasForm {
    case .layer(_, let arguments), .operation(_, let arguments):
      name + "(" + arguments.map { "\($0): \($1.shortText)" }.joined(separator: ", ") + ")"
    case .function, nil: name
    }
  }
}

extension Tensor {
  /// Throws unless the tensor has the axis that an activation function works along, with a size that is a multiple
  /// of `divisor`.
  func requireAxis(_ axis: Int, of function: String, multipleOf divisor: Int = 1) throws {
    let position = axis < 0 ? axis + rank : axis
    guard shape.indices.contains(position), shape[position] % divisor == 0 else {
      throw StrataError.invalidArgument(
        owner: "the activation function \(function)", argument: "axis",
        expected: "an axis of \(shape)" + (divisor == 1 ? "" : " whose size is a multiple of \(divisor)"),
        found: "\(axis)")
    }
  }
}
