/// A metric that is the mean of a value of each sample: Keras's `MeanMetricWrapper`. It leaves out the positions
/// that the mask of the predictions leaves out.
///
/// ```swift
/// let metric = MeanMetric(name: "largest_error") { yTrue, yPred in (yTrue - yPred).abs().max(axis: -1) }
/// ```
open class MeanMetric: Mean {
  private let formula: (Tensor, Tensor) -> Tensor
  private let knownDirection: MetricDirection?
  private let truthLayout: TruthLayout?

  /// - Parameter values: the value of each sample (and of each position within it) out of truth and predictions.
  public init(
    name: String, direction: MetricDirection? = nil,
    values: @escaping (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor
  ) {
    formula = values
    knownDirection = direction
    truthLayout = nil
    super.init(name: name)
  }

  init(
    name: String, direction: MetricDirection?, truth: TruthLayout,
    values: @escaping (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor
  ) {
    formula = values
    knownDirection = direction
    truthLayout = truth
    super.init(name: name)
  }

  open override func validate(_ yTrue: Tensor, outputShape: PartialShape) throws {
    try truthLayout?.check(yTrue, outputShape: outputShape, metric: name)
  }

  open override var direction: MetricDirection? { knownDirection }

  open override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    let weights = combinedWeights(sampleWeight, mask: yPred.mask, .sum, dtype: .float32)
    update(formula(yTrue, yPred), sampleWeight: weights)
  }
}
