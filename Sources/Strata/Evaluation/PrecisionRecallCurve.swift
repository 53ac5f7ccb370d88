/// How right the positive predictions are against how many positives they find, over all thresholds of a score.
///
/// It tells more than the ROC curve where positives are rare.
public struct PrecisionRecallCurve: Sendable, Hashable {
  /// The scores from which on a sample is taken for a positive, falling; infinity first, for the point where none is.
  public let thresholds: [Double]
  /// The share of the positive predictions that is right; 1 by convention at the first point, where there are none.
  public let precisions: [Double]
  /// The share of the positives that is found, from 0 to 1; NaN if there are no positives.
  public let recalls: [Double]
  /// The mean of the precisions, each weighted with the recall that its point adds: Σ (Rᵢ − Rᵢ₋₁) Pᵢ. Nil if there
  /// are no positives.
  public let averagePrecision: Double?
  /// The share of positives among the samples: the average precision of pure chance.
  public let baseline: Double

  /// The curve of scores for labels that are 0 or 1. Parameters and errors are those of `ROCCurve`.
  public init(labels: Tensor, scores: Tensor, weights: Tensor? = nil) throws {
    self.init(try RankedScores(labels: labels, scores: scores, weights: weights))
  }

  init(_ ranked: RankedScores) {
    thresholds = [.infinity] + ranked.thresholds
    let precisions =
      [1] + zip(ranked.truePositives, ranked.falsePositives).map { $0 + $1 > 0 ? $0 / ($0 + $1) : 1 }
    let recalls = ([0] + ranked.truePositives).map { $0 / ranked.positives }
    averagePrecision =
      ranked.positives > 0
      ? recalls.indices.dropFirst().reduce(0) { $0 + (recalls[$1] - recalls[$1 - 1]) * precisions[$1] } : nil
    baseline = ranked.positives / (ranked.positives + ranked.negatives)
    self.precisions = precisions
    self.recalls = recalls
  }

  /// For each class the curve of its score, that class against all others. Parameters and errors are those of
  /// `ROCCurve.oneVersusRest`.
  public static func oneVersusRest(
    labels: Tensor, scores: Tensor, weights: Tensor? = nil
  ) throws -> [PrecisionRecallCurve] {
    try rankedOneVersusRest(labels: labels, scores: scores, weights: weights).map { PrecisionRecallCurve($0) }
  }

  /// The threshold with the highest F1, the harmonic mean of precision and recall; nil if there are no positives.
  public var best: (threshold: Double, f1: Double)? {
    guard averagePrecision != nil else { return nil }
    let f1 = zip(precisions, recalls).map { $0 + $1 > 0 ? 2 * $0 * $1 / ($0 + $1) : 0 }
    return f1.indices.dropFirst().max { f1[$0] < f1[$1] }.map { (thresholds[$0], f1[$0]) }
  }
}
