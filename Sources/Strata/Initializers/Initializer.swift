import StrataGraph

/// How the first values of a weight are chosen.
///
/// The values agree with those that Keras's initializer of the same name draws on JAX for the same seed.
public protocol Initializer: Sendable {
  /// Values for a weight of the given shape, in `float32` unless said otherwise; a concrete tensor.
  ///
  /// The same initializer gives the same values each time, as in Keras.
  func callAsFunction(shape: [Int], dtype: DType) -> Tensor
}

extension Initializer {
  /// Values for a `float32` weight of the given shape.
  public func callAsFunction(shape: [Int]) -> Tensor { self(shape: shape, dtype: .float32) }
}
