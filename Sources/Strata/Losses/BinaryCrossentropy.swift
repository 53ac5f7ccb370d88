/// The crossentropy of independent yes-or-no decisions: `−t log p − (1 − t) log(1 − p)`, the mean over the last axis.
///
/// Probabilities are clipped to [10⁻⁷, 1 − 10⁻⁷]. From logits x it is `t·softplus(−x) + (1 − t)·softplus(x)`.
public struct BinaryCrossentropy: Loss {
  /// Whether predictions are logits instead of probabilities.
  public let fromLogits: Bool
  /// How far the truth is moved towards ½, 0 to 1.
  public let labelSmoothing: Double
  /// The axis that is averaged over.
  public let axis: Int
  public let reduction: LossReduction
  public let name: String

  /// Stops with a message if `labelSmoothing` is not in 0…1.
  public init(
    fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1,
    reduction: LossReduction = .sumOverBatchSize, name: String = "binary_crossentropy"
  ) {
    require((0...1).contains(labelSmoothing), "labelSmoothing must be in 0...1, not \(labelSmoothing)")
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
    self.axis = axis
    self.reduction = reduction
    self.name = name
  }

  init(config: Config) throws {
    self.init(
      fromLogits: try config.bool("from_logits", default: false),
      labelSmoothing: try config.double("label_smoothing", default: 0, in: 0...1),
      axis: try config.int("axis", default: -1), reduction: try config.reduction,
      name: try config.name ?? "binary_crossentropy")
  }

  public var arguments: Arguments? {
    commonArguments + ["from_logits": fromLogits, "label_smoothing": labelSmoothing, "axis": axis]
  }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    var truth = yTrue.converted(to: yPred.dtype)
    if labelSmoothing > 0 { truth = truth * (1 - labelSmoothing) + 0.5 * labelSmoothing }
    return (fromLogits ? ofLogits(truth, yPred) : ofProbabilities(truth, yPred)).mean(axis: axis)
  }

  private func ofProbabilities(_ truth: Tensor, _ yPred: Tensor) -> Tensor {
    let p = yPred.clipped(min: smallestProbability, max: 1 - smallestProbability)
    return -(truth * p.log() + (1 - truth) * (1 - p).log())
  }

  private func ofLogits(_ truth: Tensor, _ x: Tensor) -> Tensor {
    truth * (-x).softplus() + (1 - truth) * x.softplus()
  }
}

extension Loss where Self == BinaryCrossentropy {
  /// The crossentropy of independent yes-or-no decisions.
  public static func binaryCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1,
    reduction: LossReduction = .sumOverBatchSize
  ) -> Self {
    Self(fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis, reduction: reduction)
  }
}
