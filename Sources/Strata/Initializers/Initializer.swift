import StrataGraph

/// How the first values of a weight are chosen.
///
/// The values agree with those that Keras's initializer of the same name draws on JAX for the same seed.
public protocol Initializer: Configurable, Sendable {
  /// Values for a weight of the given shape; a concrete tensor.
  ///
  /// The same initializer gives the same values each time, as in Keras.
  /// - Throws: `StrataError.invalidArgument` if there are none for such a shape.
  func callAsFunction(shape: [Int], dtype: DType) throws -> Tensor

  /// The same initializer for another weight: with a newly drawn seed, unless the seed was given.
  func redrawn() -> Self
}

extension Initializer {
  public static var kerasModule: String { "keras.initializers" }

  /// Values for a `float32` weight of the given shape.
  public func callAsFunction(shape: [Int]) throws -> Tensor { try self(shape: shape, dtype: .float32) }

  /// The initializer itself, which draws no seed.
  public func redrawn() -> Self { self }
}
