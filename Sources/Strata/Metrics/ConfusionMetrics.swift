/// A count of samples by truth and prediction, such as the true positives.
public final class ConfusionCount: Metric {
  /// Which samples are counted.
  public enum Kind: String, Sendable {
    case truePositives = "true_positives"
    case falsePositives = "false_positives"
    case trueNegatives = "true_negatives"
    case falseNegatives = "false_negatives"

    fileprivate var className: String {
      switch self {
      case .truePositives: "TruePositives"
      case .falsePositives: "FalsePositives"
      case .trueNegatives: "TrueNegatives"
      case .falseNegatives: "FalseNegatives"
      }
    }
  }

  private let kind: Kind
  private let thresholds: Thresholds
  private var accumulator: Variable!

  /// - Parameter thresholds: above which a prediction is positive; with several, `result()` is a vector.
  public init(_ kind: Kind, thresholds: [Double] = [0.5], name: String? = nil) {
    self.kind = kind
    self.thresholds = Thresholds(thresholds)
    super.init(name: name ?? kind.rawValue)
    accumulator = addVariable(name: "accumulator", shape: [thresholds.count])
  }

  convenience init(config: Config) throws {
    let kinds: [Kind] = [.truePositives, .falsePositives, .trueNegatives, .falseNegatives]
    let kind = kinds.first { $0.className == config.className } ?? .truePositives
    self.init(
      kind, thresholds: try config.thresholds("thresholds") ?? [0.5], name: try config.metricName)
  }

  public override var className: String { kind.className }

  public override var arguments: Arguments? {
    let isUsual = thresholds.values == [0.5]
    return commonArguments + ["thresholds": isUsual ? nil : thresholdsArgument(thresholds.values)]
  }

  public override func validate(_ yTrue: Tensor, outputShape: PartialShape) throws {
    try TruthLayout.likePredictions.check(yTrue, outputShape: outputShape, metric: name)
  }

  public override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    let counts = ConfusionCounts(yTrue, yPred, thresholds, sampleWeight: sampleWeight)
    let count =
      switch kind {
      case .truePositives: counts.truePositives
      case .falsePositives: counts.falsePositives
      case .trueNegatives: counts.trueNegatives
      case .falseNegatives: counts.falseNegatives
      }
    accumulator.value = accumulator.value + count
  }

  public override func result() -> Tensor { accumulator.value.withoutSingleThreshold }
}

/// What precision and recall have in common: true positives as a share of themselves and of one kind of mistake.
public class ShareOfTruePositives: Metric {
  private let selection: PredictionSelection
  private let mistakeCount: KeyPath<ConfusionCounts, Tensor>
  private var truePositives: Variable!
  private var mistakes: Variable!

  fileprivate init(
    _ selection: PredictionSelection, mistakes mistakesName: String,
    _ mistakeCount: KeyPath<ConfusionCounts, Tensor>, name: String
  ) {
    self.selection = selection
    self.mistakeCount = mistakeCount
    super.init(name: name)
    truePositives = addVariable(name: "true_positives", shape: [selection.count])
    mistakes = addVariable(name: mistakesName, shape: [selection.count])
  }

  public override var arguments: Arguments? { commonArguments + selection.arguments }

  public override var direction: MetricDirection? { .higherIsBetter }

  public override func validate(_ yTrue: Tensor, outputShape: PartialShape) throws {
    try TruthLayout.likePredictions.check(yTrue, outputShape: outputShape, metric: name)
    guard let classID = selection.classID, let classes = outputShape.last.flatMap({ $0 }) else { return }
    guard 0..<classes ~= classID else {
      throw StrataError.invalidData(
        "the metric \(name) counts class \(classID), but the model has \(classes)")
    }
  }

  public override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    let counts = selection.counts(yTrue, yPred, sampleWeight)
    truePositives.value = truePositives.value + counts.truePositives
    mistakes.value = mistakes.value + counts[keyPath: mistakeCount]
  }

  public override func result() -> Tensor {
    dividedSafely(truePositives.value, by: truePositives.value + mistakes.value).withoutSingleThreshold
  }
}

/// The share of true ones among the positive predictions.
public final class Precision: ShareOfTruePositives {
  /// - Parameters:
  ///   - thresholds: above which a prediction is positive, ½ if nil; with several, `result()` is a vector.
  ///   - topK: if given, the `topK` largest predictions of a sample are positive (if above the thresholds, should
  ///     there be any).
  ///   - classID: if given, only this class counts.
  public init(
    thresholds: [Double]? = nil, topK: Int? = nil, classID: Int? = nil, name: String = "precision"
  ) {
    super.init(
      PredictionSelection(thresholds, topK, classID), mistakes: "false_positives", \.falsePositives,
      name: name)
  }

  convenience init(config: Config) throws {
    self.init(
      thresholds: try config.thresholds("thresholds"), topK: try config.topK, classID: try config.classID,
      name: try config.metricName)
  }
}

/// The share of positive predictions among what is truly positive.
public final class Recall: ShareOfTruePositives {
  /// The arguments are those of `Precision`.
  public init(
    thresholds: [Double]? = nil, topK: Int? = nil, classID: Int? = nil, name: String = "recall"
  ) {
    super.init(
      PredictionSelection(thresholds, topK, classID), mistakes: "false_negatives", \.falseNegatives,
      name: name)
  }

  convenience init(config: Config) throws {
    self.init(
      thresholds: try config.thresholds("thresholds"), topK: try config.topK, classID: try config.classID,
      name: try config.metricName)
  }
}

/// A single threshold as a number, several as a list.
private func thresholdsArgument(_ thresholds: [Double]) -> any ConfigValue {
  thresholds.count == 1 ? thresholds[0] : thresholds
}

/// Which predictions precision and recall count as positive.
private struct PredictionSelection {
  let thresholds: Thresholds
  let topK: Int?
  let classID: Int?
  private let givenThresholds: [Double]?

  init(_ thresholds: [Double]?, _ topK: Int?, _ classID: Int?) {
    givenThresholds = thresholds
    self.thresholds = thresholds.map { Thresholds($0) } ?? (topK == nil ? Thresholds([0.5]) : .none)
    self.topK = topK
    self.classID = classID
  }

  var count: Int { thresholds.values.count }

  var arguments: Arguments {
    ["thresholds": givenThresholds.map(thresholdsArgument), "top_k": topK, "class_id": classID]
  }

  func counts(_ yTrue: Tensor, _ yPred: Tensor, _ sampleWeight: Tensor?) -> ConfusionCounts {
    ConfusionCounts(yTrue, yPred, thresholds, topK: topK, classID: classID, sampleWeight: sampleWeight)
  }
}

extension Tensor {
  /// A scalar in place of a vector for a single threshold.
  fileprivate var withoutSingleThreshold: Tensor { count == 1 ? reshaped([]) : self }
}

extension Metric {
  /// The number of samples that are positive in truth and prediction.
  public static func truePositives(thresholds: [Double] = [0.5], name: String? = nil) -> Metric {
    ConfusionCount(.truePositives, thresholds: thresholds, name: name)
  }

  /// The number of samples that are positive in prediction only.
  public static func falsePositives(thresholds: [Double] = [0.5], name: String? = nil) -> Metric {
    ConfusionCount(.falsePositives, thresholds: thresholds, name: name)
  }

  /// The number of samples that are negative in truth and prediction.
  public static func trueNegatives(thresholds: [Double] = [0.5], name: String? = nil) -> Metric {
    ConfusionCount(.trueNegatives, thresholds: thresholds, name: name)
  }

  /// The number of samples that are negative in prediction only.
  public static func falseNegatives(thresholds: [Double] = [0.5], name: String? = nil) -> Metric {
    ConfusionCount(.falseNegatives, thresholds: thresholds, name: name)
  }

  /// The share of true ones among the positive predictions.
  public static func precision(
    thresholds: [Double]? = nil, topK: Int? = nil, classID: Int? = nil, name: String = "precision"
  ) -> Metric {
    Precision(thresholds: thresholds, topK: topK, classID: classID, name: name)
  }

  /// The share of positive predictions among what is truly positive.
  public static func recall(
    thresholds: [Double]? = nil, topK: Int? = nil, classID: Int? = nil, name: String = "recall"
  ) -> Metric {
    Recall(thresholds: thresholds, topK: topK, classID: classID, name: name)
  }
}
