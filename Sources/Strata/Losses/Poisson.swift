/// The mean over the last axis of `p − t log(p + 10⁻⁷)`, for truths that are counts.
public struct Poisson: Loss {
  public let reduction: LossReduction
  public let name: String

  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "poisson") {
    self.reduction = reduction
    self.name = name
  }

  init(config: Config) throws {
    self.init(reduction: try config.reduction, name: try config.name ?? "poisson")
  }

  public var arguments: Arguments? { commonArguments }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    (yPred - yTrue.converted(to: yPred.dtype) * (yPred + 1e-7).log()).mean(axis: -1)
  }
}

extension Loss where Self == Poisson {
  /// The mean over the last axis of `p − t log(p + 10⁻⁷)`, for truths that are counts.
  public static func poisson(reduction: LossReduction = .sumOverBatchSize) -> Self {
    Self(reduction: reduction)
  }
}
