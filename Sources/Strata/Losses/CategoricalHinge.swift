/// `max(max((1 − t) p) − Σ t p + 1, 0)` along the last axis, for one-hot truths.
public struct CategoricalHinge: Loss {
  public let reduction: LossReduction
  public let name: String

  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "categorical_hinge") {
    self.reduction = reduction
    self.name = name
  }

  init(config: Config) throws {
    self.init(reduction: try config.reduction, name: try config.name ?? "categorical_hinge")
  }

  public var arguments: Arguments? { commonArguments }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    let truth = yTrue.converted(to: yPred.dtype)
    let right = (truth * yPred).sum(axis: -1)
    let wrong = ((1 - truth) * yPred).max(axis: -1)
    return maximum(wrong - right + 1, 0)
  }
}

extension Loss where Self == CategoricalHinge {
  /// `max(max((1 − t) p) − Σ t p + 1, 0)` along the last axis, for one-hot truths.
  public static func categoricalHinge(reduction: LossReduction = .sumOverBatchSize) -> Self {
    Self(reduction: reduction)
  }
}
