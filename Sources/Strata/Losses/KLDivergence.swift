/// The divergence of two distributions along the last axis: `Σ t log(t / p)`, both clipped to [10⁻⁷, 1].
public struct KLDivergence: Loss {
  public let reduction: LossReduction
  public let name: String

  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "kl_divergence") {
    self.reduction = reduction
    self.name = name
  }

  init(config: Config) throws {
    self.init(reduction: try config.reduction, name: try config.name ?? "kl_divergence")
  }

  public var arguments: Arguments? { commonArguments }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    let truth = yTrue.converted(to: yPred.dtype).clipped(min: 1e-7, max: 1)
    return (truth * (truth / yPred.clipped(min: 1e-7, max: 1)).log()).sum(axis: -1)
  }
}

extension Loss where Self == KLDivergence {
  /// The divergence of two distributions along the last axis: `Σ t log(t / p)`, both clipped to [10⁻⁷, 1].
  public static func klDivergence(reduction: LossReduction = .sumOverBatchSize) -> Self {
    Self(reduction: reduction)
  }
}
