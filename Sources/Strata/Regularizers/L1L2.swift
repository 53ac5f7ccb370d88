/// `l1` · Σ|x| + `l2` · Σx².
public struct L1L2: Regularizer, Hashable {
  /// The factor of the sum of absolute values.
  public var l1: Double
  /// The factor of the sum of squares.
  public var l2: Double

  /// A penalty with the given factors.
  public init(l1: Double = 0, l2: Double = 0) {
    self.l1 = l1
    self.l2 = l2
  }

  /// The penalty, a scalar.
  public func callAsFunction(_ values: Tensor) -> Tensor {
    if l1 == 0 { return l2 * values.square().sum() }
    let absolute = l1 * values.abs().sum()
    return l2 == 0 ? absolute : absolute + l2 * values.square().sum()
  }

  /// Checks the arguments, and whether they suit values of the given shape.
  public func validate(shape: [Int]) throws {
    for (name, factor) in [("l1", l1), ("l2", l2)] where !(factor >= 0 && factor.isFinite) {
      throw StrataError.invalidArgument(
        owner: "the regularizer", argument: name, expected: "finite and not negative", found: "\(factor)")
    }
  }
}

extension Regularizer where Self == L1L2 {
  /// `factor` · Σ|x|.
  public static func l1(_ factor: Double = 0.01) -> L1L2 { L1L2(l1: factor) }
  /// `factor` · Σx².
  public static func l2(_ factor: Double = 0.01) -> L1L2 { L1L2(l2: factor) }
  /// `l1` · Σ|x| + `l2` · Σx².
  public static func l1l2(l1: Double = 0, l2: Double = 0) -> L1L2 { L1L2(l1: l1, l2: l2) }
}
