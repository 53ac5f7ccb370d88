/// The crossentropy of one class out of several, the truth being a probability for each: `−Σ t log p`.
///
/// Probabilities are divided by their sum and clipped to [10⁻⁷, 1 − 10⁻⁷].
public struct CategoricalCrossentropy: Loss {
  /// Whether predictions are logits instead of probabilities.
  public let fromLogits: Bool
  /// How far the truth is moved towards equal probabilities, 0 to 1.
  public let labelSmoothing: Double
  /// The axis of the classes.
  public let axis: Int
  public let reduction: LossReduction
  public let name: String

  /// Stops with a message if `labelSmoothing` is not in 0…1.
  public init(
    fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1,
    reduction: LossReduction = .sumOverBatchSize, name: String = "categorical_crossentropy"
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
      name: try config.name ?? "categorical_crossentropy")
  }

  public var arguments: Arguments? {
    commonArguments + ["from_logits": fromLogits, "label_smoothing": labelSmoothing, "axis": axis]
  }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    var truth = yTrue.converted(to: yPred.dtype)
    if labelSmoothing > 0 {
      truth = truth * (1 - labelSmoothing) + labelSmoothing / Double(truth.shape[truth.rank - 1])
    }
    return -(truth * logProbabilities(yPred)).sum(axis: axis)
  }

  private func logProbabilities(_ yPred: Tensor) -> Tensor {
    if fromLogits { return yPred.logSoftmax(axis: axis) }
    let p = yPred / yPred.sum(axis: axis, keepDims: true)
    return p.clipped(min: smallestProbability, max: 1 - smallestProbability).log()
  }

  public func validate(_ yTrue: Tensor, outputShape: PartialShape) throws {
    try requireShape(
      of: yTrue, outputShape, hint: "; for labels that are class numbers use sparse categorical crossentropy")
  }
}

/// The distance from 0 and 1 to which crossentropies clip probabilities: Keras's `epsilon`.
let smallestProbability = 1e-7

extension Loss where Self == CategoricalCrossentropy {
  /// The crossentropy of one class out of several, the truth being a probability for each.
  public static func categoricalCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1,
    reduction: LossReduction = .sumOverBatchSize
  ) -> Self {
    Self(fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis, reduction: reduction)
  }
}
