/// How many positives are found at the price of how many false alarms, over all thresholds of a score.
///
/// The curve is exact: it has a point for each distinct score. The area under it is the probability that a positive
/// scores higher than a negative, ties counting half (Mann and Whitney, 1947).
public struct ROCCurve: Sendable, Hashable {
  /// The scores from which on a sample is taken for a positive, falling; infinity first, for the point where none is.
  public let thresholds: [Double]
  /// The share of the negatives that is taken for positives; NaN if there are no negatives.
  public let falsePositiveRates: [Double]
  /// The share of the positives that is found; NaN if there are no positives.
  public let truePositiveRates: [Double]
  /// The area under the curve, by trapezoids: 1 for a perfect order, 0.5 for chance. Nil if the labels are all the
  /// same, which leaves nothing to tell apart.
  public let auc: Double?

  /// The curve of scores for labels that are 0 or 1.
  /// - Parameters:
  ///   - labels: 0 or 1 (or `bool`) for each sample.
  ///   - scores: one for each label; the higher, the more likely 1. Probabilities and logits give the same curve.
  ///   - weights: how much each sample counts, or nil for 1.
  /// - Throws: `StrataError.invalidData` for other labels, counts that differ, no samples, or NaN.
  public init(labels: Tensor, scores: Tensor, weights: Tensor? = nil) throws {
    self.init(try RankedScores(labels: labels, scores: scores, weights: weights))
  }

  init(_ ranked: RankedScores) {
    thresholds = [.infinity] + ranked.thresholds
    falsePositiveRates = ([0] + ranked.falsePositives).map { $0 / ranked.negatives }
    truePositiveRates = ([0] + ranked.truePositives).map { $0 / ranked.positives }
    let isDefined = ranked.positives > 0 && ranked.negatives > 0
    auc = isDefined ? trapezoidArea(falsePositiveRates, truePositiveRates) : nil
  }

  /// For each class the curve of its score, that class against all others.
  /// - Parameters:
  ///   - labels: the class number of each sample.
  ///   - scores: `[samples, classes]`.
  /// - Throws: `StrataError.labelOutOfRange`, or as `init(labels:scores:weights:)`.
  public static func oneVersusRest(labels: Tensor, scores: Tensor, weights: Tensor? = nil) throws
    -> [ROCCurve]
  {
    try rankedOneVersusRest(labels: labels, scores: scores, weights: weights).map { ROCCurve($0) }
  }

  /// The share of positives that is found at a share of false alarms, straight between the curve's points.
  public func truePositiveRate(at falsePositiveRate: Double) -> Double {
    interpolated(falsePositiveRates, truePositiveRates, at: falsePositiveRate)
  }
}

/// For each class the samples in the order of its score, with those of the class as positives.
func rankedOneVersusRest(labels: Tensor, scores: Tensor, weights: Tensor?) throws -> [RankedScores] {
  guard scores.rank == 2 else {
    throw StrataError.invalidData("scores need the shape [samples, classes], not \(scores.shape)")
  }
  let classes = scores.shape[1]
  let truth = try classNumbers(labels, classes: classes)
  let (all, weights) = (scores.doubles, weights?.doubles)
  return try (0..<classes).map { number in
    try RankedScores(
      isPositive: truth.map { $0 == number },
      scores: stride(from: number, to: all.count, by: classes).map { all[$0] }, weights: weights)
  }
}

/// The area under straight lines between points whose positions rise.
func trapezoidArea(_ positions: [Double], _ heights: [Double]) -> Double {
  positions.indices.dropFirst().reduce(0) { area, index in
    area + (positions[index] - positions[index - 1]) * (heights[index] + heights[index - 1]) / 2
  }
}

/// The height at a position on straight lines between points whose positions rise; the highest where it jumps.
func interpolated(_ positions: [Double], _ heights: [Double], at position: Double) -> Double {
  guard let right = positions.firstIndex(where: { $0 > position }) else { return heights.last ?? .nan }
  guard right > 0 else { return heights[0] }
  let left = right - 1
  let share = (position - positions[left]) / (positions[right] - positions[left])
  return heights[left] + share * (heights[right] - heights[left])
}
