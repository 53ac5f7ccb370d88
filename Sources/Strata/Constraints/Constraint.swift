/// A projection of a weight's values onto those allowed, applied after each update.
public protocol Constraint: Configurable, Sendable {
  /// The nearest allowed values, of the same shape.
  func callAsFunction(_ values: Tensor) -> Tensor

  /// Checks the constraint's arguments, and whether it can take values of the given shape.
  /// - Throws: `StrataError.invalidArgument`.
  func validate(shape: [Int]) throws
}

extension Constraint {
  public static var kerasModule: String { "keras.constraints" }

  /// Takes any values.
  public func validate(shape: [Int]) throws {}
}
