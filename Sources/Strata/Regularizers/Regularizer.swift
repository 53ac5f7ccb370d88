/// A penalty on the values of a weight or of an output, which training adds to the loss.
public protocol Regularizer: Configurable, Sendable {
  /// The penalty, a scalar.
  func callAsFunction(_ values: Tensor) -> Tensor

  /// Checks the regularizer's arguments, and whether it can take values of the given shape.
  /// - Throws: `StrataError.invalidArgument`.
  func validate(shape: [Int]) throws
}

extension Regularizer {
  public static var kerasModule: String { "keras.regularizers" }

  /// Takes any values.
  public func validate(shape: [Int]) throws {}
}
