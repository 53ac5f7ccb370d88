/// How the losses of the samples become one number.
public enum LossReduction: Sendable, Hashable {
  /// Their sum divided by their number, whatever their weights are; Keras's default.
  case sumOverBatchSize
  case sum
  /// Their sum divided by the sum of their weights.
  case meanWithSampleWeight
  /// Left as they are: training is not possible, evaluation of single samples is.
  case none
}

/// A measure of how far predictions are from the truth, which training makes smaller.
public protocol Loss: Configurable, Sendable {
  /// The name in messages, such as `mean_squared_error`.
  var name: String { get }
  var reduction: LossReduction { get }

  /// The loss of each sample (and of each position within it): the shape of `yPred` without its last axis.
  ///
  /// Called with operands whose ranks are aligned: a last axis of size 1 that one of them lacks was added or taken
  /// away.
  func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor

  /// Where `perSample` counts, `bool` and shaped as its result, or nil if it counts everywhere; nil unless the loss
  /// says otherwise. The loss is the mean over the places that count.
  func mask(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor?

  /// Checks the truth for a whole data set before training, where the elements can still be read. Demands the
  /// shape of the output unless the loss says otherwise.
  /// - Parameter outputShape: the shape of the model's output for one batch.
  /// - Throws: `StrataError.labelOutOfRange` or `.invalidData`.
  func validate(_ yTrue: Tensor, outputShape: PartialShape) throws
}

extension Loss {
  public static var kerasModule: String { "keras.losses" }

  /// The loss of a batch.
  /// - Parameters:
  ///   - yTrue: the truth. A last axis of size 1 may be missing or too many.
  ///   - yPred: the predictions, floating point, the batch along the first axis.
  ///   - sampleWeight: factors for the losses of the samples, or of the positions within them.
  ///   - mask: which positions count, `bool`, or nil for the mask that `yPred` carries, if any.
  /// - Returns: a scalar, or for `reduction` `.none` the weighted losses themselves.
  public func callAsFunction(
    _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil, mask: Tensor? = nil
  ) -> Tensor {
    let mask = mask ?? yPred.mask
    let (yTrue, yPred) = alignedRanks(yTrue.inFullPrecision(), yPred.inFullPrecision())
    return reduced(
      perSample(yTrue, yPred), sampleWeight: sampleWeight,
      mask: combinedMask(mask, self.mask(yTrue, yPred)), reduction)
  }

  public func mask(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor? { nil }

  public func validate(_ yTrue: Tensor, outputShape: PartialShape) throws {
    try requireShape(of: yTrue, outputShape, hint: "")
  }

  /// Checks that the truth has the output's shape, apart from the batch and a last axis of size 1 that one lacks.
  func requireShape(of yTrue: Tensor, _ outputShape: PartialShape, hint: String) throws {
    var truth: PartialShape = yTrue.shape
    var output = outputShape
    if truth.count == output.count + 1, truth.last == 1 { truth.removeLast() }
    if output.count == truth.count + 1, output.last == 1 { output.removeLast() }
    let agrees =
      truth.count == output.count && zip(truth, output).dropFirst().allSatisfy { $0 == $1 || $1 == nil }
    guard agrees else {
      throw StrataError.invalidData(
        """
        \(name) cannot compare y of shape \(kerasTuple(yTrue.shape.map(String.init))) with outputs of shape \
        \(outputShape.kerasDescription): the sizes after the first axis must agree\(hint)
        """)
    }
  }
}
