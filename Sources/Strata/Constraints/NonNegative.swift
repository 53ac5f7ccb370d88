/// Negative elements become 0.
public struct NonNegative: Constraint, Hashable {
  /// The constraint; it has no arguments.
  public init() {}
  public var className: String { "NonNeg" }
  public var arguments: Arguments? { [:] }
  /// The nearest allowed values, of the same shape.
  public func callAsFunction(_ values: Tensor) -> Tensor { maximum(values, 0) }
}

extension Constraint where Self == NonNegative {
  /// Negative elements become 0.
  public static var nonNegative: NonNegative { NonNegative() }
}
