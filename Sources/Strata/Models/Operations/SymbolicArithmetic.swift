import StrataIO

/// Arithmetic in functional models, as in `try x + shortcut` or `try features * 0.5`: element by element, with NumPy's
/// rules for different shapes. The result has no mask; merging layers such as `Add` pass masks on.
///
/// Throws `StrataError.incompatibleInput` if the shapes do not go together.
extension SymbolicTensorConvertible {
  /// The sum.
  public static func + (left: Self, right: some SymbolicTensorConvertible) throws -> SymbolicTensor {
    try SymbolicTensor.result(of: "Add", left, right)
  }

  /// The sum with a number.
  public static func + (left: Self, right: some ScalarOperand) throws -> SymbolicTensor {
    try SymbolicTensor.result(of: "Add", left, right)
  }

  /// The sum with a number.
  public static func + (left: some ScalarOperand, right: Self) throws -> SymbolicTensor {
    try SymbolicTensor.result(of: "Add", left, right)
  }

  /// The difference.
  public static func - (left: Self, right: some SymbolicTensorConvertible) throws -> SymbolicTensor {
    try SymbolicTensor.result(of: "Subtract", left, right)
  }

  /// The difference from a number.
  public static func - (left: Self, right: some ScalarOperand) throws -> SymbolicTensor {
    try SymbolicTensor.result(of: "Subtract", left, right)
  }

  /// A number minus the tensor.
  public static func - (left: some ScalarOperand, right: Self) throws -> SymbolicTensor {
    try SymbolicTensor.result(of: "Subtract", left, right)
  }

  /// The product.
  public static func * (left: Self, right: some SymbolicTensorConvertible) throws -> SymbolicTensor {
    try SymbolicTensor.result(of: "Multiply", left, right)
  }

  /// The product with a number.
  public static func * (left: Self, right: some ScalarOperand) throws -> SymbolicTensor {
    try SymbolicTensor.result(of: "Multiply", left, right)
  }

  /// The product with a number.
  public static func * (left: some ScalarOperand, right: Self) throws -> SymbolicTensor {
    try SymbolicTensor.result(of: "Multiply", left, right)
  }

  /// The quotient.
  public static func / (left: Self, right: some SymbolicTensorConvertible) throws -> SymbolicTensor {
    try SymbolicTensor.result(of: "TrueDivide", left, right)
  }

  /// The tensor divided by a number.
  public static func / (left: Self, right: some ScalarOperand) throws -> SymbolicTensor {
    try SymbolicTensor.result(of: "TrueDivide", left, right)
  }

  /// A number divided by the tensor.
  public static func / (left: some ScalarOperand, right: Self) throws -> SymbolicTensor {
    try SymbolicTensor.result(of: "TrueDivide", left, right)
  }

  /// The tensor with the other sign.
  public static prefix func - (tensor: Self) throws -> SymbolicTensor {
    let operation = try OperationLayer("Negative", operands: [OperationLayer.placeholder])
    return try operation.recordedCall([tensor.symbolicTensor]).outputs[0]
  }
}

extension SymbolicTensor {
  fileprivate static func result(
    of className: String, _ left: some SymbolicTensorConvertible, _ right: some SymbolicTensorConvertible
  ) throws -> SymbolicTensor {
    let placeholder = OperationLayer.placeholder
    let operation = try OperationLayer(className, operands: [placeholder, placeholder])
    return try operation.recordedCall([left.symbolicTensor, right.symbolicTensor]).outputs[0]
  }

  fileprivate static func result(
    of className: String, _ left: some SymbolicTensorConvertible, _ right: some ScalarOperand
  ) throws -> SymbolicTensor {
    let operation = try OperationLayer(className, operands: [OperationLayer.placeholder, right.json])
    return try operation.recordedCall([left.symbolicTensor]).outputs[0]
  }

  fileprivate static func result(
    of className: String, _ left: some ScalarOperand, _ right: some SymbolicTensorConvertible
  ) throws -> SymbolicTensor {
    let operation = try OperationLayer(className, operands: [left.json, OperationLayer.placeholder])
    return try operation.recordedCall([right.symbolicTensor]).outputs[0]
  }
}

extension ScalarOperand {
  fileprivate var json: JSONValue {
    let isInteger = !Self.resultType(with: .int32).isFloatingPoint
    let number = literal(.float64).bytes.withUnsafeBytes { $0.loadUnaligned(as: Double.self) }
    return isInteger ? .integer(Int(number)) : .number(number)
  }
}
