/// How good a model's outputs for some samples are, judged by what kind of question the model answers.
public enum Quality: Sendable {
  /// One yes or no for each sample.
  case binary(BinaryQuality)
  /// One class out of several.
  case multiClass(ClassQuality)
  /// Several independent answers, each yes or no.
  case multiLabel([BinaryQuality])
  /// Numbers, a fit for each output.
  case regression([RegressionFit])
  /// Nothing can be said, for the reason given.
  case undefined(String)

  /// The kind of question that a model answers.
  public enum Task: Sendable, Hashable {
    case binary, multiClass, multiLabel, regression
  }
}

/// How good yes-or-no answers are.
public struct BinaryQuality: Sendable {
  /// What 0 and 1 stand for.
  public let names: [String]
  /// For each sample whether the true answer is yes.
  public let truths: [Bool]
  /// For each sample how likely yes is to the model; yes is predicted above ½.
  public let probabilities: [Double]
  public let roc: ROCCurve
  public let precisionRecall: PrecisionRecallCurve
  /// No and yes, in this order.
  public let confusion: ConfusionMatrix

  /// - Throws: `StrataError.invalidData` if there are no samples, or not equally many of both.
  public init(names: [String] = ["no", "yes"], truths: [Bool], probabilities: [Double]) throws {
    let ranked = try RankedScores(isPositive: truths, scores: probabilities)
    self.names = names
    self.truths = truths
    self.probabilities = probabilities
    roc = ROCCurve(ranked)
    precisionRecall = PrecisionRecallCurve(ranked)
    var counts = [[0, 0], [0, 0]]
    for (truth, probability) in zip(truths, probabilities) {
      counts[truth ? 1 : 0][probability > 0.5 ? 1 : 0] += 1
    }
    confusion = ConfusionMatrix(counts: counts)
  }
}

/// How good the choice of one class out of several is.
public struct ClassQuality: Sendable {
  public let classNames: [String]
  /// For each sample the number of its class.
  public let truths: [Int]
  /// For each sample the class with the highest score.
  public let predictions: [Int]
  /// For each sample the score of that class.
  public let confidences: [Double]
  public let confusion: ConfusionMatrix
  /// For each class the curve of that class against all others.
  public let roc: [ROCCurve]
  /// For each class the curve of that class against all others.
  public let precisionRecall: [PrecisionRecallCurve]

  /// - Parameters:
  ///   - truths: the class number of each sample.
  ///   - scores: `[samples, classes]`.
  /// - Throws: `StrataError.labelOutOfRange` or `.invalidData`.
  public init(classNames: [String], truths: Tensor, scores: Tensor) throws {
    let ranked = try rankedOneVersusRest(labels: truths, scores: scores, weights: nil)
    let predicted = scores.argmax(axis: 1)
    self.classNames = classNames
    self.truths = try classNumbers(truths, classes: ranked.count)
    predictions = try classNumbers(predicted, classes: ranked.count)
    confidences = scores.max(axis: 1).doubles
    confusion = try ConfusionMatrix(labels: truths, predictions: predicted, classes: ranked.count)
    roc = ranked.map { ROCCurve($0) }
    precisionRecall = ranked.map { PrecisionRecallCurve($0) }
  }

  /// The mean of the areas under the ROC curves that are defined; nil if none is.
  public var macroAUC: Double? {
    let areas = roc.compactMap(\.auc)
    return areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
  }
}
