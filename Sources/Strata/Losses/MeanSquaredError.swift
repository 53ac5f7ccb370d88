/// The mean over the last axis of the squared differences.
public struct MeanSquaredError: Loss {
  public let reduction: LossReduction
  public let name: String

  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "mean_squared_error") {
    self.reduction = reduction
    self.name = name
  }

  init(config: Config) throws {
    self.init(reduction: try config.reduction, name: try config.name ?? "mean_squared_error")
  }

  public var arguments: Arguments? { commonArguments }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    (yTrue.converted(to: yPred.dtype) - yPred).square().mean(axis: -1)
  }
}

extension Loss where Self == MeanSquaredError {
  /// The mean over the last axis of the squared differences.
  public static func meanSquaredError(reduction: LossReduction = .sumOverBatchSize) -> Self {
    Self(reduction: reduction)
  }
}
