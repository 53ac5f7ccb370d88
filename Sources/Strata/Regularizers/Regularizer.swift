/// A penalty on the values of a weight or of an output, which training adds to the loss.
public protocol Regularizer: Sendable {
  /// The penalty, a scalar.
  func callAsFunction(_ values: Tensor) -> Tensor
}
