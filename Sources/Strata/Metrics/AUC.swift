/// The area under a curve that shows how predictions separate positives from negatives, by a sum over thresholds.
public final class AUC: Metric {
  /// What the curve shows.
  public enum Curve: Sendable {
    /// True positive rate over false positive rate.
    case roc
    /// Precision over recall.
    case precisionRecall
  }

  /// How high the curve is taken to be between two thresholds.
  public enum SummationMethod: Sendable {
    /// As the mean of both ends; for precision over recall, interpolated as Davis and Goadrich (2006) do.
    case interpolation
    /// As the lower end.
    case minoring
    /// As the higher end.
    case majoring
  }

  private let thresholdCount: Int
  private let innerThresholds: [Double]?
  private let curve: Curve
  private let summationMethod: SummationMethod
  private let isMultiLabel: Bool
  private let labelCount: Int?
  private let labelWeights: [Double]?
  private let fromLogits: Bool
  private let thresholds: Thresholds
  private var counts: Counts?
  private var truePositives: Variable { counts!.truePositives }
  private var falsePositives: Variable { counts!.falsePositives }
  private var trueNegatives: Variable { counts!.trueNegatives }
  private var falseNegatives: Variable { counts!.falseNegatives }

  /// The state, `[thresholds]` or `[thresholds, labels]`.
  private struct Counts {
    let truePositives, falsePositives, trueNegatives, falseNegatives: Variable
  }

  /// - Parameters:
  ///   - thresholdCount: the number of equally distant thresholds from 0 to 1, at least 2.
  ///   - thresholds: thresholds in 0…1 to use instead, with 0 and 1 added at the ends.
  ///   - multiLabel: whether predictions are `[samples, labels]` and the result is the mean of the areas of the
  ///     labels; else all predictions go into one curve.
  ///   - labelCount: the number of labels, if there are any; nil for that of the first predictions.
  ///   - labelWeights: weights of the labels in that mean.
  ///   - fromLogits: whether predictions are logits instead of probabilities.
  public init(
    thresholdCount: Int = 200, curve: Curve = .roc, summationMethod: SummationMethod = .interpolation,
    thresholds: [Double]? = nil, multiLabel: Bool = false, labelCount: Int? = nil,
    labelWeights: [Double]? = nil, fromLogits: Bool = false, name: String = "auc"
  ) {
    require(thresholdCount > 1, "AUC needs at least 2 thresholds, not \(thresholdCount)")
    require(
      labelWeights == nil || labelCount == nil || labelWeights?.count == labelCount,
      "AUC needs one weight for each of the \(labelCount ?? 0) labels, not \(labelWeights?.count ?? 0)")
    isMultiLabel = multiLabel || labelCount != nil
    self.labelCount = labelCount
    self.labelWeights = labelWeights
    self.curve = curve
    self.summationMethod = summationMethod
    self.fromLogits = fromLogits
    innerThresholds = thresholds?.sorted()
    self.thresholdCount = thresholds.map { $0.count + 2 } ?? thresholdCount
    let inner = thresholds ?? (1..<thresholdCount - 1).map { Double($0) / Double(thresholdCount - 1) }
    self.thresholds = .enclosingUnitInterval(inner: inner)
    super.init(name: name)
    if let labelCount { build([labelCount]) } else if !multiLabel { build([]) }
  }

  /// Creates the state for the given numbers of labels: none or one.
  private func build(_ labels: [Int]) {
    let shape = [thresholds.values.count] + labels
    // State is concrete even if the first predictions are part of a recording.
    Trace.$current.withValue(nil) {
      counts = Counts(
        truePositives: addVariable(name: "true_positives", shape: shape),
        falsePositives: addVariable(name: "false_positives", shape: shape),
        trueNegatives: addVariable(name: "true_negatives", shape: shape),
        falseNegatives: addVariable(name: "false_negatives", shape: shape))
    }
  }

  convenience init(config: Config) throws {
    let thresholds = try config.thresholds("thresholds")
    let count = try config.int("num_thresholds", default: 200, in: 2...Config.mostThresholds)
    let isMultiLabel = try config.bool("multi_label", default: false)
    let labelCount =
      try config.json("num_labels") == nil
      ? nil : config.int("num_labels", in: 1...(Config.mostThresholds / ((thresholds?.count ?? count) + 2)))
    let labelWeights = try config.optionalDoubles("label_weights")
    if isMultiLabel, let labelCount, let labelWeights, labelWeights.count != labelCount {
      throw config.error("label_weights", "must be \(labelCount) numbers, not \(labelWeights.count)")
    }
    self.init(
      thresholdCount: count,
      curve: try config.choice("curve", ["ROC": .roc, "PR": .precisionRecall], default: .roc),
      summationMethod: try config.choice(
        "summation_method",
        ["interpolation": .interpolation, "minoring": .minoring, "majoring": .majoring],
        default: .interpolation),
      thresholds: thresholds, multiLabel: isMultiLabel, labelCount: isMultiLabel ? labelCount : nil,
      labelWeights: isMultiLabel ? labelWeights : nil,
      fromLogits: try config.bool("from_logits", default: false), name: try config.metricName)
  }

  public override var arguments: Arguments? {
    let method =
      switch summationMethod {
      case .interpolation: "interpolation"
      case .minoring: "minoring"
      case .majoring: "majoring"
      }
    let arguments: Arguments = [
      "num_thresholds": thresholdCount, "curve": curve == .roc ? "ROC" : "PR", "summation_method": method,
      "multi_label": isMultiLabel, "num_labels": labelCount, "label_weights": labelWeights,
      "from_logits": fromLogits,
    ]
    return commonArguments + arguments + (innerThresholds.map { ["thresholds": $0] } ?? [:])
  }

  public override var direction: MetricDirection? { .higherIsBetter }

  public override func validate(_ yTrue: Tensor, outputShape: PartialShape) throws {
    try TruthLayout.likePredictions.check(yTrue, outputShape: outputShape, metric: name)
    guard isMultiLabel else { return }
    guard outputShape.count == 2, let labels = outputShape[1] else {
      throw StrataError.invalidData("the metric \(name) has several labels, but not outputs of two axes")
    }
    guard labels == labelCount ?? counts?.truePositives.shape[1] ?? labels,
      labels == labelWeights?.count ?? labels
    else {
      throw StrataError.invalidData("the metric \(name) is not made for outputs with \(labels) labels")
    }
  }

  public override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    if counts == nil { build([yPred.shape[yPred.rank - 1]]) }
    let counts = ConfusionCounts(
      yTrue, fromLogits ? yPred.sigmoid() : yPred, thresholds, separatesLabels: isMultiLabel,
      sampleWeight: sampleWeight)
    truePositives.value = truePositives.value + counts.truePositives
    falsePositives.value = falsePositives.value + counts.falsePositives
    trueNegatives.value = trueNegatives.value + counts.trueNegatives
    falseNegatives.value = falseNegatives.value + counts.falseNegatives
  }

  public override func result() -> Tensor {
    guard counts != nil else { return Tensor(0 as Float) }
    let areas = areas()
    guard let labelWeights else { return areas.mean() }
    let weights = Tensor(labelWeights.map { Float($0) })
    return dividedSafely((areas * weights).sum(), by: weights.sum())
  }

  /// The area, a scalar, or that of each label.
  private func areas() -> Tensor {
    let positives = truePositives.value + falseNegatives.value
    let recall = dividedSafely(truePositives.value, by: positives)
    switch curve {
    case .precisionRecall where summationMethod == .interpolation:
      return interpolatedPrecisionRecallArea(positives)
    case .precisionRecall:
      let precision = dividedSafely(
        truePositives.value, by: truePositives.value + falsePositives.value)
      return area(under: precision, over: recall)
    case .roc:
      let falsePositiveRate = dividedSafely(
        falsePositives.value, by: falsePositives.value + trueNegatives.value)
      return area(under: recall, over: falsePositiveRate)
    }
  }

  private func area(under heights: Tensor, over positions: Tensor) -> Tensor {
    let (left, right) = (heights.leading, heights.trailing)
    let between =
      switch summationMethod {
      case .interpolation: (left + right) / 2
      case .minoring: minimum(left, right)
      case .majoring: maximum(left, right)
      }
    return ((positions.leading - positions.trailing) * between).sum(axis: 0)
  }

  /// Between two thresholds the true positives are taken to grow in proportion to all positive predictions.
  private func interpolatedPrecisionRecallArea(_ positives: Tensor) -> Tensor {
    let hits = truePositives.value
    let predicted = hits + falsePositives.value
    let newHits = hits.leading - hits.trailing
    let slope = dividedSafely(newHits, by: maximum(predicted.leading - predicted.trailing, 0))
    let intercept = hits.trailing - slope * predicted.trailing
    let areBothPredicted = (predicted.leading .> 0) .& (predicted.trailing .> 0)
    let ratio = select(areBothPredicted, dividedSafely(predicted.leading, by: predicted.trailing), 1)
    return dividedSafely(slope * (newHits + intercept * ratio.log()), by: positives.trailing).sum(axis: 0)
  }
}

extension Tensor {
  /// All along the first axis but the last.
  fileprivate var leading: Tensor { sliced(axis: 0, 0..<shape[0] - 1) }
  /// All along the first axis but the first.
  fileprivate var trailing: Tensor { sliced(axis: 0, 1..<shape[0]) }
}

extension Metric {
  /// The area under the curve that shows how predictions separate positives from negatives.
  public static func auc(
    thresholdCount: Int = 200, curve: AUC.Curve = .roc, summationMethod: AUC.SummationMethod = .interpolation,
    thresholds: [Double]? = nil, multiLabel: Bool = false, labelCount: Int? = nil,
    labelWeights: [Double]? = nil, fromLogits: Bool = false, name: String = "auc"
  ) -> Metric {
    AUC(
      thresholdCount: thresholdCount, curve: curve, summationMethod: summationMethod, thresholds: thresholds,
      multiLabel: multiLabel, labelCount: labelCount, labelWeights: labelWeights, fromLogits: fromLogits,
      name: name)
  }
}
