import StrataGraph

/// Logic of `bool` tensors, and the same on the bits of integers, with broadcasting.
extension Tensor {
  /// Where both are true.
  public static func .& (left: Tensor, right: Tensor) -> Tensor {
    promotedElementwise(.binary(.and), left, right)
  }

  /// Where at least one is true.
  public static func .| (left: Tensor, right: Tensor) -> Tensor {
    promotedElementwise(.binary(.or), left, right)
  }

  /// Where exactly one is true.
  public static func .^ (left: Tensor, right: Tensor) -> Tensor {
    promotedElementwise(.binary(.xor), left, right)
  }

  /// Where the tensor is false.
  public static prefix func .! (tensor: Tensor) -> Tensor { .apply(.unary(.not), [tensor]) }
}
