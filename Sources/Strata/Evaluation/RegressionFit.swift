/// How close predicted numbers come to the true ones.
public struct RegressionFit: Sendable, Hashable {
  /// What the numbers are, empty if that is clear.
  public let name: String
  /// The true numbers.
  public let truths: [Double]
  /// The predicted numbers, in the same order.
  public let predictions: [Double]
  /// The share of the variance of the truth that the predictions explain: 1 for a perfect fit, 0 for always predicting
  /// the mean. Nil if the truth does not vary.
  public let r2: Double?
  public let meanAbsoluteError: Double
  public let rootMeanSquaredError: Double
  /// The mean of prediction − truth: above 0 if predictions are too high.
  public let bias: Double

  /// Compares numbers with each other.
  /// - Throws: `StrataError.invalidData` if there are none, or not equally many.
  public init(truths: [Double], predictions: [Double], name: String = "") throws {
    guard truths.count == predictions.count, !truths.isEmpty else {
      throw StrataError.invalidData(
        "there are \(truths.count) true and \(predictions.count) predicted numbers")
    }
    self.name = name
    self.truths = truths
    self.predictions = predictions
    let count = Double(truths.count)
    let residuals = zip(predictions, truths).map { $0 - $1 }
    let squares = residuals.reduce(0) { $0 + $1 * $1 }
    let mean = truths.reduce(0, +) / count
    let variation = truths.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    r2 = variation > 0 ? 1 - squares / variation : nil
    meanAbsoluteError = residuals.reduce(0) { $0 + abs($1) } / count
    rootMeanSquaredError = (squares / count).squareRoot()
    bias = residuals.reduce(0, +) / count
  }

  /// Prediction − truth for each sample.
  public var residuals: [Double] { zip(predictions, truths).map { $0 - $1 } }
}
