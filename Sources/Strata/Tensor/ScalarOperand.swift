import StrataGraph

/// A Swift number that can stand beside a tensor in an expression, as in `x * 2`.
///
/// It takes the tensor's element type, but a floating-point number beside integers or `bool` makes the result
/// `float32`, and an integer beside `bool` makes it `int32`.
public protocol ScalarOperand: Sendable {
  /// The number as a constant of the given element type, rounded to it if need be.
  func literal(_ dtype: DType) -> Literal
  /// The element type of a result with a tensor of the given element type.
  static func resultType(with dtype: DType) -> DType
}

extension ScalarOperand where Self: BinaryInteger {
  /// The number as a constant of the given element type, rounded to it if need be.
  public func literal(_ dtype: DType) -> Literal {
    switch dtype {
    case .bool: Literal(self != 0)
    case .uint8: Literal(UInt8(self))
    case .int32: Literal(Int32(self))
    case .uint32: Literal(UInt32(self))
    case .int64: Literal(Int64(self))
    case .float16: Literal(Float16(self))
    case .bfloat16: Literal(BFloat16(Double(self)))
    case .float32: Literal(Float(self))
    case .float64: Literal(Double(self))
    }
  }

  /// The element type of a result with a tensor of the given element type.
  public static func resultType(with dtype: DType) -> DType { dtype.asNumber }
}

extension ScalarOperand where Self: BinaryFloatingPoint {
  /// The number as a constant of the given element type, rounded to it if need be.
  public func literal(_ dtype: DType) -> Literal { Literal(Double(self), dtype) }
  /// The element type of a result with a tensor of the given element type.
  public static func resultType(with dtype: DType) -> DType { dtype.asFloatingPoint }
}

extension Int: ScalarOperand {}
extension Int32: ScalarOperand {}
extension Int64: ScalarOperand {}
extension Float16: ScalarOperand {}
extension Float: ScalarOperand {}
extension Double: ScalarOperand {}

extension Tensor {
  /// A number as a scalar tensor that goes with `self`: a constant of the program that `self` is part of, or a
  /// concrete tensor.
  func scalarOperand(_ number: some ScalarOperand) -> Tensor {
    scalarOperand(number, Swift.type(of: number).resultType(with: dtype))
  }

  /// The same with a given element type.
  func scalarOperand(_ number: some ScalarOperand, _ dtype: DType) -> Tensor {
    let literal = number.literal(dtype)
    if case .traced(let trace, _) = storage { return trace.constant(literal) }
    return Tensor(HostBuffer(literal))
  }
}

extension HostBuffer {
  /// A buffer with the elements of a constant.
  convenience init(_ literal: Literal) {
    self.init(type: literal.type)
    literal.bytes.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { pointer.copyMemory(from: base, byteCount: bytes.count) }
    }
  }
}
