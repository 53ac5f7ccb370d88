import StrataGraph

/// Arithmetic of each element, with broadcasting. Operands of two element types are converted to the promoted
/// one. Stops with a message if the shapes do not fit.
extension Tensor {
  /// The sums.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    arithmetic(.add, left, right)
  }

  /// The sums.
  public static func + (left: Tensor, right: some ScalarOperand) -> Tensor {
    left + left.scalarOperand(right)
  }

  /// The sums.
  public static func + (left: some ScalarOperand, right: Tensor) -> Tensor {
    right.scalarOperand(left) + right
  }

  /// The differences.
  public static func - (left: Tensor, right: Tensor) -> Tensor {
    arithmetic(.subtract, left, right)
  }

  /// The differences.
  public static func - (left: Tensor, right: some ScalarOperand) -> Tensor {
    left - left.scalarOperand(right)
  }

  /// The differences.
  public static func - (left: some ScalarOperand, right: Tensor) -> Tensor {
    right.scalarOperand(left) - right
  }

  /// The products.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    arithmetic(.multiply, left, right)
  }

  /// The products.
  public static func * (left: Tensor, right: some ScalarOperand) -> Tensor {
    left * left.scalarOperand(right)
  }

  /// The products.
  public static func * (left: some ScalarOperand, right: Tensor) -> Tensor {
    right.scalarOperand(left) * right
  }

  /// The quotients. Those of integers are truncated toward zero, as in Swift.
  public static func / (left: Tensor, right: Tensor) -> Tensor {
    arithmetic(.divide, left, right)
  }

  /// The quotients. Those of integers are truncated toward zero, as in Swift.
  public static func / (left: Tensor, right: some ScalarOperand) -> Tensor {
    left / left.scalarOperand(right)
  }

  /// The quotients. Those of integers are truncated toward zero, as in Swift.
  public static func / (left: some ScalarOperand, right: Tensor) -> Tensor {
    right.scalarOperand(left) / right
  }

  /// The remainders, with the sign of the dividend, as in Swift.
  public static func % (left: Tensor, right: Tensor) -> Tensor {
    arithmetic(.remainder, left, right)
  }

  /// The remainders, with the sign of the dividend, as in Swift.
  public static func % (left: Tensor, right: some ScalarOperand) -> Tensor {
    left % left.scalarOperand(right)
  }

  /// The remainders, with the sign of the dividend, as in Swift.
  public static func % (left: some ScalarOperand, right: Tensor) -> Tensor {
    right.scalarOperand(left) % right
  }

  /// The elements with the opposite sign.
  public static prefix func - (tensor: Tensor) -> Tensor { .apply(.unary(.negate), [tensor.inNumbers()]) }

  /// Replaces the tensor by the result of the operation.
  public static func += (left: inout Tensor, right: Tensor) { left = left + right }
  /// Replaces the tensor by the result of the operation.
  public static func += (left: inout Tensor, right: some ScalarOperand) { left = left + right }
  /// Replaces the tensor by the result of the operation.
  public static func -= (left: inout Tensor, right: Tensor) { left = left - right }
  /// Replaces the tensor by the result of the operation.
  public static func -= (left: inout Tensor, right: some ScalarOperand) { left = left - right }
  /// Replaces the tensor by the result of the operation.
  public static func *= (left: inout Tensor, right: Tensor) { left = left * right }
  /// Replaces the tensor by the result of the operation.
  public static func *= (left: inout Tensor, right: some ScalarOperand) { left = left * right }
  /// Replaces the tensor by the result of the operation.
  public static func /= (left: inout Tensor, right: Tensor) { left = left / right }
  /// Replaces the tensor by the result of the operation.
  public static func /= (left: inout Tensor, right: some ScalarOperand) { left = left / right }
}
