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
  private let body: @Sendable (Tensor) throws -> Tensor

  /// An activation function of one's own.
  public init(_ name: String, _ body: @escaping @Sendable (Tensor) throws -> Tensor) {
    self.name = name
    self.body = body
  }

  /// Keras's name of the function.
  public var json: JSONValue { .string(name) }

  /// The function's values.
  /// - Throws: what the function throws for a tensor that it cannot take.
  public func callAsFunction(_ x: Tensor) throws -> Tensor { try body(x) }
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
