/// A projection of a weight's values onto those allowed, applied after each update.
public protocol Constraint: Sendable {
  /// The nearest allowed values, of the same shape.
  func callAsFunction(_ values: Tensor) -> Tensor
}
