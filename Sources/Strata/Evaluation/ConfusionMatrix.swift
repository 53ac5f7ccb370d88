/// How often each class was taken for each other one, and what follows from it.
public struct ConfusionMatrix: Sendable, Hashable {
  /// A row for each true class, with a count for each predicted one.
  public let counts: [[Int]]

  /// Counts that are there already: a row for each true class. Stops with a message if they are not a square.
  public init(counts: [[Int]]) {
    require(
      counts.allSatisfy { $0.count == counts.count },
      "a confusion matrix needs as many columns as rows, not rows of \(counts.map(\.count))")
    self.counts = counts
  }

  /// Counts the given samples.
  /// - Parameters:
  ///   - labels: the true class numbers.
  ///   - predictions: the predicted class numbers, equally many.
  /// - Throws: `StrataError.labelOutOfRange` or `.invalidData`.
  public init(labels: Tensor, predictions: Tensor, classes: Int) throws {
    let truth = try classNumbers(labels, classes: classes)
    let predicted = try classNumbers(predictions, classes: classes)
    guard truth.count == predicted.count else {
      throw StrataError.invalidData("there are \(truth.count) labels and \(predicted.count) predictions")
    }
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    for (row, column) in zip(truth, predicted) { counts[row][column] += 1 }
    self.counts = counts
  }

  /// The number of classes.
  public var classes: Int { counts.count }
  /// The number of samples.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// How often `trueClass` was taken for `predictedClass`.
  public subscript(trueClass: Int, predictedClass: Int) -> Int { counts[trueClass][predictedClass] }

  /// How often a class occurs.
  public func support(_ number: Int) -> Int { counts[number].reduce(0, +) }

  /// How often a class was predicted.
  public func predictionCount(_ number: Int) -> Int { counts.reduce(0) { $0 + $1[number] } }

  /// The share of the predictions of a class that is right; nil if it was never predicted.
  public func precision(_ number: Int) -> Double? { ratio(counts[number][number], predictionCount(number)) }

  /// The share of the samples of a class that is found; nil if it does not occur.
  public func recall(_ number: Int) -> Double? { ratio(counts[number][number], support(number)) }

  /// The harmonic mean of precision and recall; nil if the class neither occurs nor was predicted.
  public func f1(_ number: Int) -> Double? {
    ratio(2 * counts[number][number], support(number) + predictionCount(number))
  }

  /// The share of the samples whose class was found; nil if there are none.
  public var accuracy: Double? { ratio(counts.indices.reduce(0) { $0 + counts[$1][$1] }, total) }

  /// A mean of precision, recall and F1 over classes.
  public struct Averages: Sendable, Hashable {
    public let precision: Double
    public let recall: Double
    public let f1: Double
  }

  /// The plain mean over the classes that occur or were predicted; what is undefined counts as 0.
  public var macroAverages: Averages {
    averages { support($0) + predictionCount($0) > 0 ? 1 : 0 }
  }

  /// The mean in which each class counts as often as it occurs.
  public var weightedAverages: Averages { averages { Double(support($0)) } }

  private func averages(_ weight: (Int) -> Double) -> Averages {
    let sum = counts.indices.reduce(0) { $0 + weight($1) }
    func mean(_ value: (Int) -> Double?) -> Double {
      counts.indices.reduce(0) { $0 + weight($1) * (value($1) ?? 0) } / sum
    }
    return Averages(precision: mean(precision), recall: mean(recall), f1: mean(f1))
  }

  /// One class taken for another.
  public struct MixUp: Sendable, Hashable {
    public let trueClass: Int
    public let predictedClass: Int
    public let count: Int
  }

  /// The confusions that happened, the most frequent first.
  public var mixUps: [MixUp] {
    var found: [MixUp] = []
    for (row, counts) in counts.enumerated() {
      for (column, count) in counts.enumerated() where count > 0 && row != column {
        found.append(MixUp(trueClass: row, predictedClass: column, count: count))
      }
    }
    return found.sorted {
      ($1.count, $0.trueClass, $0.predictedClass) < ($0.count, $1.trueClass, $1.predictedClass)
    }
  }
}

private func ratio(_ part: Int, _ whole: Int) -> Double? { whole > 0 ? Double(part) / Double(whole) : nil }

/// Class numbers that may index arrays.
/// - Throws: `StrataError.labelOutOfRange`, or `.invalidData` for a label that is not whole.
func classNumbers(_ labels: Tensor, classes: Int) throws -> [Int] {
  try labels.doubles.enumerated().map { index, label in
    guard let number = Int(exactly: label) else {
      throw StrataError.invalidData("the label of sample \(index) is \(label), not a class number")
    }
    guard 0..<classes ~= number else {
      throw StrataError.labelOutOfRange(label: number, classes: classes, index: index)
    }
    return number
  }
}

/// How often each class was taken for each other one, as a tensor: usable within programs, and with weights.
/// `ConfusionMatrix` has the scores that follow from the counts.
///
/// - Parameters:
///   - labels: the true class numbers, of any shape.
///   - predictions: the predicted class numbers, of the same shape.
///   - weights: how much each counts, of the same shape, or nil for 1.
/// - Returns: `[classes, classes]`, `int32` without weights and `float32` with: a row for each true class, a column
///   for each predicted one. Numbers outside the classes are left out.
public func confusionMatrix(
  labels: Tensor, predictions: Tensor, classes: Int, weights: Tensor? = nil
) -> Tensor {
  let (labels, predictions) = alignedRanks(labels, predictions)
  let rows = Tensor.oneHot(labels.flattened(), classes: classes)
  let columns = Tensor.oneHot(predictions.flattened(), classes: classes)
  let weighted = weights.map { rows * $0.converted(to: .float32).flattened().expandedDims(axis: 1) } ?? rows
  let counts = matmul(weighted.transposed(), columns)
  return weights == nil ? counts.converted(to: .int32) : counts
}
