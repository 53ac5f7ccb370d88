/// The mean over the last axis of `log(cosh(p − t))`: a square for small differences, a line for large ones.
public struct LogCosh: Loss {
  public let reduction: LossReduction
  public let name: String

  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "log_cosh") {
    self.reduction = reduction
    self.name = name
  }

  init(config: Config) throws {
    self.init(reduction: try config.reduction, name: try config.name ?? "log_cosh")
  }

  public var arguments: Arguments? { commonArguments }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    let difference = yPred - yTrue.converted(to: yPred.dtype)
    return (difference + (-2 * difference).softplus() - 0.6931471805599453).mean(axis: -1)
  }
}

extension Loss where Self == LogCosh {
  /// The mean over the last axis of `log(cosh(p − t))`: a square for small differences, a line for large ones.
  public static func logCosh(reduction: LossReduction = .sumOverBatchSize) -> Self {
    Self(reduction: reduction)
  }
}
