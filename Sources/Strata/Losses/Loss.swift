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
public protocol Loss: Sendable {
  /// The name in messages, such as `mean_squared_error`.
  var name: String { get }
  var reduction: LossReduction { get }

  /// The loss of each sample (and of each position within it): the shape of `yPred` without its last axis.
  func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor

  /// Checks the truth for a whole data set before training, where the elements can still be read.
  /// - Parameter outputShape: the shape of the model's output for one batch.
  /// - Throws: `StrataError.labelOutOfRange` or `.invalidData`.
  func validate(_ yTrue: Tensor, outputShape: PartialShape) throws
}
