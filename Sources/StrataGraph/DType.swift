/// The type of one element of a tensor.
public enum DType: UInt8, Hashable, Sendable, CaseIterable {
  case bool, uint8, int32, uint32, int64, float16, bfloat16, float32, float64

  /// Bytes that one element takes.
  public var byteCount: Int {
    switch self {
    case .bool, .uint8: 1
    case .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .float64: 8
    }
  }

  /// True for `float16`, `bfloat16`, `float32` and `float64`, the types that have gradients.
  public var isFloatingPoint: Bool { self == .float32 || self == .float64 || isHalf }

  /// True for `float16` and `bfloat16`, the floating-point types of two bytes.
  public var isHalf: Bool { self == .float16 || self == .bfloat16 }

  /// True for the signed and unsigned integers; `bool` is not one of them.
  public var isInteger: Bool { !isFloatingPoint && self != .bool }

  /// The name as Keras and NumPy spell it, such as `float32`.
  public var name: String { "\(self)" }

  /// The type with the given Keras or NumPy name, or nil.
  public init?(name: String) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }
}

/// A Swift type that a tensor can hold.
public protocol TensorScalar: Sendable, Hashable {
  /// The element type that stands for `Self`.
  static var dtype: DType { get }
}

extension Bool: TensorScalar { public static var dtype: DType { .bool } }
extension UInt8: TensorScalar { public static var dtype: DType { .uint8 } }
extension Int32: TensorScalar { public static var dtype: DType { .int32 } }
extension UInt32: TensorScalar { public static var dtype: DType { .uint32 } }
extension Int64: TensorScalar { public static var dtype: DType { .int64 } }
extension Float16: TensorScalar { public static var dtype: DType { .float16 } }
extension BFloat16: TensorScalar { public static var dtype: DType { .bfloat16 } }
extension Float: TensorScalar { public static var dtype: DType { .float32 } }
extension Double: TensorScalar { public static var dtype: DType { .float64 } }
