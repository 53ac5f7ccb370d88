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
  private let kerasClass: KerasClass?

  /// The class of Keras that computes the same, and what it is made with beside its name.
  struct KerasClass {
    let name: String
    let arguments: Arguments

    init(_ name: String, _ arguments: Arguments = [:]) {
      self.name = name
      self.arguments = arguments
    }
  }

  /// - Parameter values: the value of each sample (and of each position within it) out of truth and predictions.
  public init(
    name: String, direction: MetricDirection? = nil,
    values: @escaping (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor
  ) {
    formula = values
    knownDirection = direction
    truthLayout = nil
    kerasClass = nil
    super.init(name: name)
  }

  init(
    name: String, _ kerasClass: KerasClass?, direction: MetricDirection?, truth: TruthLayout?,
    values: @escaping (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor
  ) {
    formula = values
    knownDirection = direction
    truthLayout = truth
    self.kerasClass = kerasClass
    super.init(name: name)
  }

  open override var className: String { kerasClass?.name ?? super.className }

  open override var arguments: Arguments? { kerasClass.map { commonArguments + $0.arguments } }

  open override func validate(_ yTrue: Tensor, outputShape: PartialShape) throws {
    try truthLayout?.check(yTrue, outputShape: outputShape, metric: name)
  }

  open override var direction: MetricDirection? { knownDirection }

  open override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    let weights = combinedWeights(sampleWeight, mask: yPred.mask, .sum, dtype: .float32)
    update(formula(yTrue.inFullPrecision(), yPred.inFullPrecision()), sampleWeight: weights)
  }
}
