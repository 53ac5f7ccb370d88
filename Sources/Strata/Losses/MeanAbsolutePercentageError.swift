/// The mean over the last axis of the absolute differences in percent of the truth: `100 |t − p| / max(|t|, 10⁻⁷)`.
public struct MeanAbsolutePercentageError: Loss {
  public let reduction: LossReduction
  public let name: String

  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "mean_absolute_percentage_error") {
    self.reduction = reduction
    self.name = name
  }

  init(config: Config) throws {
    self.init(reduction: try config.reduction, name: try config.name ?? "mean_absolute_percentage_error")
  }

  public var arguments: Arguments? { commonArguments }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    let truth = yTrue.converted(to: yPred.dtype)
    return 100 * ((truth - yPred) / maximum(truth.abs(), 1e-7)).abs().mean(axis: -1)
  }
}

extension Loss where Self == MeanAbsolutePercentageError {
  /// The mean over the last axis of the absolute differences in percent of the truth: `100 |t − p| / max(|t|, 10⁻⁷)`.
  public static func meanAbsolutePercentageError(reduction: LossReduction = .sumOverBatchSize) -> Self {
    Self(reduction: reduction)
  }
}
