/// The thresholds above which a prediction counts as positive.
struct Thresholds {
  let values: [Double]
  /// Whether they divide 0…1 into equal parts. Predictions are then sorted into these parts, as Keras does, which
  /// rounds at the boundaries in a way of its own.
  let divideUnitInterval: Bool
  /// Whether the first is a little below 0, so that a prediction of 0 is above it.
  let includeZero: Bool

  init(_ values: [Double]) {
    require(values.allSatisfy { (0...1).contains($0) }, "thresholds must be in 0...1: \(values)")
    self.init(unchecked: values, includeZero: false)
  }

  /// A threshold that every prediction is above but those taken out of the count.
  static let none = Thresholds(unchecked: [excludedPrediction], includeZero: false)

  /// `count` thresholds from just below 0 to just above 1.
  static func enclosingUnitInterval(inner: [Double]) -> Thresholds {
    Thresholds(unchecked: [-1e-7] + inner.sorted() + [1 + 1e-7], includeZero: true)
  }

  private init(unchecked values: [Double], includeZero: Bool) {
    self.values = values
    self.includeZero = includeZero
    let last = Double(values.count - 1)
    divideUnitInterval =
      values.count >= 3
      && values.enumerated().allSatisfy {
        Swift.abs($1 - Double($0) / last) <= 1.01e-7 + 1e-5 * Double($0) / last
      }
  }

  /// For each threshold, along a new first axis, whether each of the predictions is above it, `bool`.
  func exceeded(by predictions: Tensor) -> Tensor {
    let shape = [values.count] + predictions.shape.map { _ in 1 }
    guard divideUnitInterval else { return predictions .> Tensor(values.map { Float($0) }, shape: shape) }
    var parts = (predictions.clipped(min: 0, max: 1) * (values.count - 1)).ceil() - 1
    if includeZero { parts = parts.relu() }
    return parts .>= Tensor.arange(values.count, dtype: .float32).reshaped(shape)
  }
}

/// What predictions that do not count are replaced by, far below every threshold.
let excludedPrediction = -1e10

/// How many predictions, or how much weight, are positive and negative in truth and prediction, for each threshold.
struct ConfusionCounts {
  /// `[thresholds]`, or `[thresholds, labels]`; so are the other three.
  let truePositives: Tensor
  let falsePositives: Tensor
  /// All that are positive in truth: a scalar, or `[labels]`.
  private let positives: Tensor
  private let negatives: Tensor

  var falseNegatives: Tensor { positives - truePositives }
  var trueNegatives: Tensor { negatives - falsePositives }

  /// - Parameters:
  ///   - topK: if given, only the `topK` largest predictions of a sample can be positive.
  ///   - classID: if given, only this place of the last axis counts.
  ///   - separatesLabels: whether each place of the last axis is counted on its own.
  init(
    _ yTrue: Tensor, _ yPred: Tensor, _ thresholds: Thresholds, topK: Int? = nil, classID: Int? = nil,
    separatesLabels: Bool = false, sampleWeight: Tensor? = nil
  ) {
    var (predictions, truth) = alignedRanks(yPred.converted(to: .float32), yTrue)
    var weights = sampleWeight.map {
      alignedRanks(truth, $0.converted(to: .float32).expandedDims(axis: -1), expandsVectors: false).1
    }
    if let topK { predictions = ConfusionCounts.onlyLargest(topK, predictions) }
    if let classID {
      truth = truth.sliced(axis: truth.rank - 1, classID..<classID + 1)
      predictions = predictions.sliced(axis: predictions.rank - 1, classID..<classID + 1)
    }
    weights = weights?.broadcast(to: predictions.shape)
    if !separatesLabels {
      (truth, predictions, weights) = (truth.flattened(), predictions.flattened(), weights?.flattened())
    }
    let isPositive = truth .!= 0
    let positiveWeights = weights.map { select(isPositive, $0, 0) } ?? isPositive.converted(to: .float32)
    let negativeWeights = weights.map { select(isPositive, 0, $0) } ?? (1 - positiveWeights)
    let isPredicted = thresholds.exceeded(by: predictions)
    truePositives = select(isPredicted, positiveWeights, 0).sum(axis: 1)
    falsePositives = select(isPredicted, negativeWeights, 0).sum(axis: 1)
    positives = positiveWeights.sum(axis: 0)
    negatives = negativeWeights.sum(axis: 0)
  }

  private static func onlyLargest(_ count: Int, _ predictions: Tensor) -> Tensor {
    let ranks = predictions.argsort(descending: true).argsort()
    return select(ranks .< count, predictions, excludedPrediction)
  }
}
