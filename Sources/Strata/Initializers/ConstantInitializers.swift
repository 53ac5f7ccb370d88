import StrataGraph

/// All elements 0.
public struct Zeros: Initializer, Hashable {
  /// Zeros.
  public init() {}
  public var arguments: Arguments? { [:] }
  /// Values for a weight of the given shape.
  public func callAsFunction(shape: [Int], dtype: DType) -> Tensor { .zeros(shape, dtype: dtype) }
}

/// All elements 1.
public struct Ones: Initializer, Hashable {
  /// Ones.
  public init() {}
  public var arguments: Arguments? { [:] }
  /// Values for a weight of the given shape.
  public func callAsFunction(shape: [Int], dtype: DType) -> Tensor { .ones(shape, dtype: dtype) }
}

/// All elements the same number.
public struct Constant: Initializer, Hashable {
  /// The number.
  public var value: Double
  /// One number everywhere.
  public init(_ value: Double = 0) { self.value = value }

  init(config: Config) throws { self.init(try config.double("value", default: 0)) }

  public var arguments: Arguments? { ["value": value] }

  /// Values for a weight of the given shape.
  public func callAsFunction(shape: [Int], dtype: DType) -> Tensor { .full(shape, value, dtype: dtype) }
}

/// A multiple of the identity matrix, for weights with two axes.
public struct Identity: Initializer, Hashable {
  /// The number on the diagonal.
  public var gain: Double
  /// The identity matrix, times `gain`.
  public init(gain: Double = 1) { self.gain = gain }

  init(config: Config) throws { self.init(gain: try config.double("gain", default: 1)) }

  /// Keras forgets the gain in its files, but reads it.
  public var arguments: Arguments? { gain == 1 ? [:] : ["gain": gain] }

  /// - Throws: `StrataError.invalidArgument` unless the shape has two axes.
  public func callAsFunction(shape: [Int], dtype: DType) throws -> Tensor {
    guard shape.count == 2 else {
      throw StrataError.invalidArgument(
        owner: "the initializer identity", argument: "the shape", expected: "that of a matrix",
        found: "\(shape)")
    }
    return Tensor.eye(shape[0], columns: shape[1], dtype: dtype) * gain
  }
}

extension Initializer where Self == Zeros {
  /// All elements 0.
  public static var zeros: Zeros { Zeros() }
}

extension Initializer where Self == Ones {
  /// All elements 1.
  public static var ones: Ones { Ones() }
}

extension Initializer where Self == Constant {
  /// All elements the same number.
  public static func constant(_ value: Double) -> Constant { Constant(value) }
}

extension Initializer where Self == Identity {
  /// A multiple of the identity matrix, for weights with two axes.
  public static func identity(gain: Double = 1) -> Identity { Identity(gain: gain) }
}
