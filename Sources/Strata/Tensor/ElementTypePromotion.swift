import StrataGraph

/// The element type that an operation on two tensors works in.
///
/// Floating point beats integers, integers beat `bool`, and the wider type beats the narrower one. `uint32` with
/// `int32` gives `int64`, and `float16` with `bfloat16` gives `float32`, which hold both. Unlike in NumPy, an integer
/// never widens a floating-point type: `int64` with `float16` gives `float16`.
public func promoted(_ left: DType, _ right: DType) -> DType {
  if left == right { return left }
  if left.promotionRank != right.promotionRank {
    return left.promotionRank > right.promotionRank ? left : right
  }
  return left.isHalf ? .float32 : .int64
}

extension DType {
  /// Types of one rank are `int32` and `uint32`, and `float16` and `bfloat16`.
  fileprivate var promotionRank: Int {
    switch self {
    case .bool: 0
    case .uint8: 1
    case .int32, .uint32: 2
    case .int64: 3
    case .float16, .bfloat16: 4
    case .float32: 5
    case .float64: 6
    }
  }

  /// The type that functions of real numbers give for elements of this one: `float32` for integers and `bool`.
  var asFloatingPoint: DType { isFloatingPoint ? self : .float32 }

  /// `float32` for the types of 16 bits, the type itself for others.
  var inFullPrecision: DType { isHalf ? .float32 : self }

  /// The type that sums of elements have: `int32` for `bool`.
  var asNumber: DType { self == .bool ? .int32 : self }
}

extension Tensor {
  /// The same numbers with another element type. Floating point becomes integer by dropping the fraction;
  /// anything but 0 becomes `true`.
  public func converted(to dtype: DType) -> Tensor {
    dtype == self.dtype ? self : .apply(.convert(dtype), [self])
  }

  /// The tensor itself if it has floating-point elements, else the same numbers as `float32`.
  func inFloatingPoint() -> Tensor { converted(to: dtype.asFloatingPoint) }

  /// The tensor itself, with its mask, or numbers of 16 bits as `float32`.
  func inFullPrecision() -> Tensor { converted(to: dtype.inFullPrecision).masked(by: mask) }

  /// The tensor itself, or `int32` zeros and ones for `bool`.
  func inNumbers() -> Tensor { converted(to: dtype.asNumber) }
}
