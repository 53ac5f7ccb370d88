/// The mean over the last axis of the absolute differences.
public struct MeanAbsoluteError: Loss {
  public let reduction: LossReduction
  public let name: String

  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "mean_absolute_error") {
    self.reduction = reduction
    self.name = name
  }

  init(config: Config) throws {
    self.init(reduction: try config.reduction, name: try config.name ?? "mean_absolute_error")
  }

  public var arguments: Arguments? { commonArguments }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    (yTrue.converted(to: yPred.dtype) - yPred).abs().mean(axis: -1)
  }
}

extension Loss where Self == MeanAbsoluteError {
  /// The mean over the last axis of the absolute differences.
  public static func meanAbsoluteError(reduction: LossReduction = .sumOverBatchSize) -> Self {
    Self(reduction: reduction)
  }
}
