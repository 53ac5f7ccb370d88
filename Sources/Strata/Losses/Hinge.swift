/// The mean over the last axis of `max(1 − t p, 0)`, for truths of −1 and 1.
///
/// Truths that are all 0 or 1 count as −1 and 1.
public struct Hinge: Loss {
  public let reduction: LossReduction
  public let name: String

  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "hinge") {
    self.reduction = reduction
    self.name = name
  }

  init(config: Config) throws {
    self.init(reduction: try config.reduction, name: try config.name ?? "hinge")
  }

  public var arguments: Arguments? { commonArguments }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    maximum(1 - signedLabels(yTrue.converted(to: yPred.dtype)) * yPred, 0).mean(axis: -1)
  }
}

/// Labels of −1 and 1 in place of labels that are all 0 or 1; other labels stay.
func signedLabels(_ labels: Tensor) -> Tensor {
  let areBinary = ((labels .== 0) .| (labels .== 1)).all()
  return select(areBinary, 2 * labels - 1, labels)
}

extension Loss where Self == Hinge {
  /// The mean over the last axis of `max(1 − t p, 0)`, for truths of −1 and 1.
  public static func hinge(reduction: LossReduction = .sumOverBatchSize) -> Self {
    Self(reduction: reduction)
  }
}
