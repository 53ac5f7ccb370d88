/// The mean over the last axis of `(log(p + 1) − log(t + 1))²`, both raised to 10⁻⁷ first.
public struct MeanSquaredLogarithmicError: Loss {
  public let reduction: LossReduction
  public let name: String

  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "mean_squared_logarithmic_error") {
    self.reduction = reduction
    self.name = name
  }

  init(config: Config) throws {
    self.init(reduction: try config.reduction, name: try config.name ?? "mean_squared_logarithmic_error")
  }

  public var arguments: Arguments? { commonArguments }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    let truth = yTrue.converted(to: yPred.dtype)
    func logarithm(_ x: Tensor) -> Tensor { (maximum(x, 1e-7) + 1).log() }
    return (logarithm(yPred) - logarithm(truth)).square().mean(axis: -1)
  }
}

extension Loss where Self == MeanSquaredLogarithmicError {
  /// The mean over the last axis of `(log(p + 1) − log(t + 1))²`, both raised to 10⁻⁷ first.
  public static func meanSquaredLogarithmicError(reduction: LossReduction = .sumOverBatchSize) -> Self {
    Self(reduction: reduction)
  }
}
