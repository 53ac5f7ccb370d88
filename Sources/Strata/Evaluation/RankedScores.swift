/// Samples put in the order of their scores, the highest first: what curves over all thresholds are made of.
struct RankedScores {
  /// The distinct scores, falling.
  private(set) var thresholds: [Double] = []
  /// The weight of the positives whose score is at least the threshold.
  private(set) var truePositives: [Double] = []
  /// The weight of the negatives whose score is at least the threshold.
  private(set) var falsePositives: [Double] = []
  /// The weight of all positives.
  private(set) var positives = 0.0
  /// The weight of all negatives.
  private(set) var negatives = 0.0

  /// - Parameters:
  ///   - isPositive: for each sample whether it belongs to the class that scores speak for.
  ///   - weights: how much each sample counts, or nil for 1.
  /// - Throws: `StrataError.invalidData` if there are no samples, not equally many of everything, or a score or
  ///   weight that is not a number.
  init(isPositive: [Bool], scores: [Double], weights: [Double]? = nil) throws {
    guard !scores.isEmpty else { throw StrataError.invalidData("there are no scores") }
    guard isPositive.count == scores.count else {
      throw StrataError.invalidData("there are \(scores.count) scores and \(isPositive.count) labels")
    }
    guard weights == nil || weights?.count == scores.count else {
      throw StrataError.invalidData("there are \(scores.count) scores and \(weights?.count ?? 0) weights")
    }
    if let broken = scores.firstIndex(where: \.isNaN) {
      throw StrataError.invalidData("the score of sample \(broken) is not a number (NaN)")
    }
    if let broken = weights?.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw StrataError.invalidData("the weight of sample \(broken) is \(weights![broken]), not 0 or more")
    }
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    for (position, sample) in order.enumerated() {
      if isPositive[sample] {
        positives += weights?[sample] ?? 1
      } else {
        negatives += weights?[sample] ?? 1
      }
      // Samples of equal score pass the threshold together.
      let isLastOfItsScore = position == order.count - 1 || scores[order[position + 1]] != scores[sample]
      if isLastOfItsScore {
        thresholds.append(scores[sample])
        truePositives.append(positives)
        falsePositives.append(negatives)
      }
    }
  }

  /// The same for tensors of one label and one score for each sample.
  /// - Throws: as `init(isPositive:scores:weights:)`, and `StrataError.invalidData` for a label other than 0 and 1.
  init(labels: Tensor, scores: Tensor, weights: Tensor?) throws {
    try self.init(
      isPositive: try yesOrNo(labels), scores: scores.doubles, weights: weights?.doubles)
  }
}

/// Labels of 0 and 1 as truth values.
/// - Throws: `StrataError.invalidData` for another label.
func yesOrNo(_ labels: Tensor) throws -> [Bool] {
  let numbers = labels.doubles
  if let other = numbers.firstIndex(where: { $0 != 0 && $0 != 1 }) {
    throw StrataError.invalidData("the label of sample \(other) is \(numbers[other]), not 0 or 1")
  }
  return numbers.map { $0 == 1 }
}

extension Tensor {
  /// The elements in row-major order, whatever their type.
  var doubles: [Double] { converted(to: .float64).scalars() }
}
