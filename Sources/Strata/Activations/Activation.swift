/// A function that a layer applies to its output.
public protocol Activation: Sendable {
  /// The function's values, of the same shape.
  func callAsFunction(_ x: Tensor) -> Tensor
}
