import StrataGraph

/// Comparisons of each element, with broadcasting; the results are `bool` tensors. The operators have a dot in
/// front, as those of Swift's SIMD vectors, because they do not give a single `Bool`.
extension Tensor {
  /// Where the elements are equal.
  public static func .== (left: Tensor, right: Tensor) -> Tensor {
    promotedElementwise(.compare(.equal), left, right)
  }

  /// Where the elements are equal.
  public static func .== (left: Tensor, right: some ScalarOperand) -> Tensor {
    left .== left.scalarOperand(right)
  }

  /// Where the elements are equal.
  public static func .== (left: some ScalarOperand, right: Tensor) -> Tensor {
    right.scalarOperand(left) .== right
  }

  /// Where the elements differ.
  public static func .!= (left: Tensor, right: Tensor) -> Tensor {
    promotedElementwise(.compare(.notEqual), left, right)
  }

  /// Where the elements differ.
  public static func .!= (left: Tensor, right: some ScalarOperand) -> Tensor {
    left .!= left.scalarOperand(right)
  }

  /// Where the elements differ.
  public static func .!= (left: some ScalarOperand, right: Tensor) -> Tensor {
    right.scalarOperand(left) .!= right
  }

  /// Where the left elements are less.
  public static func .< (left: Tensor, right: Tensor) -> Tensor {
    promotedElementwise(.compare(.less), left, right)
  }

  /// Where the left elements are less.
  public static func .< (left: Tensor, right: some ScalarOperand) -> Tensor {
    left .< left.scalarOperand(right)
  }

  /// Where the left elements are less.
  public static func .< (left: some ScalarOperand, right: Tensor) -> Tensor {
    right.scalarOperand(left) .< right
  }

  /// Where the left elements are less or equal.
  public static func .<= (left: Tensor, right: Tensor) -> Tensor {
    promotedElementwise(.compare(.lessEqual), left, right)
  }

  /// Where the left elements are less or equal.
  public static func .<= (left: Tensor, right: some ScalarOperand) -> Tensor {
    left .<= left.scalarOperand(right)
  }

  /// Where the left elements are less or equal.
  public static func .<= (left: some ScalarOperand, right: Tensor) -> Tensor {
    right.scalarOperand(left) .<= right
  }

  /// Where the left elements are greater.
  public static func .> (left: Tensor, right: Tensor) -> Tensor {
    promotedElementwise(.compare(.greater), left, right)
  }

  /// Where the left elements are greater.
  public static func .> (left: Tensor, right: some ScalarOperand) -> Tensor {
    left .> left.scalarOperand(right)
  }

  /// Where the left elements are greater.
  public static func .> (left: some ScalarOperand, right: Tensor) -> Tensor {
    right.scalarOperand(left) .> right
  }

  /// Where the left elements are greater or equal.
  public static func .>= (left: Tensor, right: Tensor) -> Tensor {
    promotedElementwise(.compare(.greaterEqual), left, right)
  }

  /// Where the left elements are greater or equal.
  public static func .>= (left: Tensor, right: some ScalarOperand) -> Tensor {
    left .>= left.scalarOperand(right)
  }

  /// Where the left elements are greater or equal.
  public static func .>= (left: some ScalarOperand, right: Tensor) -> Tensor {
    right.scalarOperand(left) .>= right
  }
}
