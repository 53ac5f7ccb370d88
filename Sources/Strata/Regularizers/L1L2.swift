/// `l1` · Σ|x| + `l2` · Σx².
public struct L1L2: Regularizer, Hashable {
  /// The factor of the sum of absolute values.
  public var l1: Double
  /// The factor of the sum of squares.
  public var l2: Double
  /// Keras's class that this one was made as.
  private var kind = Kind.both

  /// A penalty with the given factors.
  public init(l1: Double = 0, l2: Double = 0) {
    self.l1 = l1
    self.l2 = l2
  }

  fileprivate init(_ kind: Kind, _ factor: Double) {
    self.init(l1: kind == .l1 ? factor : 0, l2: kind == .l2 ? factor : 0)
    self.kind = kind
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

/// Keras has a class for each.
private enum Kind { case l1, l2, both }

extension L1L2 {
  init(config: Config) throws {
    switch config.className {
    case "L1": self.init(.l1, try config.double("l1", default: 0.01))
    case "L2": self.init(.l2, try config.double("l2", default: 0.01))
    default: self.init(l1: try config.double("l1", default: 0), l2: try config.double("l2", default: 0))
    }
  }

  /// The kind that this one was made as, unless it was changed since.
  private var presentKind: Kind {
    switch kind {
    case .l1 where l2 == 0: .l1
    case .l2 where l1 == 0: .l2
    default: .both
    }
  }

  public var className: String {
    switch presentKind {
    case .l1: "L1"
    case .l2: "L2"
    case .both: "L1L2"
    }
  }

  public var arguments: Arguments? {
    switch presentKind {
    // Keras keeps this one in float32.
    case .l1: ["l1": Double(Float(l1))]
    case .l2: ["l2": l2]
    case .both: ["l1": l1, "l2": l2]
    }
  }
}

extension Regularizer where Self == L1L2 {
  /// `factor` · Σ|x|.
  public static func l1(_ factor: Double = 0.01) -> L1L2 { L1L2(.l1, factor) }
  /// `factor` · Σx².
  public static func l2(_ factor: Double = 0.01) -> L1L2 { L1L2(.l2, factor) }
  /// `l1` · Σ|x| + `l2` · Σx².
  public static func l1l2(l1: Double = 0, l2: Double = 0) -> L1L2 { L1L2(l1: l1, l2: l2) }
}
