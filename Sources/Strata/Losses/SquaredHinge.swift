/// The mean over the last axis of `max(1 − t p, 0)²`, for truths of −1 and 1.
///
/// Truths that are all 0 or 1 count as −1 and 1.
public struct SquaredHinge: Loss {
  public let reduction: LossReduction
  public let name: String

  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "squared_hinge") {
    self.reduction = reduction
    self.name = name
  }

  init(config: Config) throws {
    self.init(reduction: try config.reduction, name: try config.name ?? "squared_hinge")
  }

  public var arguments: Arguments? { commonArguments }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    maximum(1 - signedLabels(yTrue.converted(to: yPred.dtype)) * yPred, 0).square().mean(axis: -1)
  }
}

extension Loss where Self == SquaredHinge {
  /// The mean over the last axis of `max(1 − t p, 0)²`, for truths of −1 and 1.
  public static func squaredHinge(reduction: LossReduction = .sumOverBatchSize) -> Self {
    Self(reduction: reduction)
  }
}
