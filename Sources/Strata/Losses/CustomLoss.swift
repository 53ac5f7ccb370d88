/// A loss made from a closure.
///
/// ```swift
/// model.compile(optimizer: .adam(), loss: .custom("absolute") { yTrue, yPred in (yTrue - yPred).abs().mean(axis: -1) })
/// ```
public struct CustomLoss: Loss {
  public let name: String
  public let reduction: LossReduction
  private let formula: @Sendable (Tensor, Tensor) -> Tensor

  /// - Parameter perSample: the loss of each sample out of truth and predictions.
  public init(
    name: String, reduction: LossReduction = .sumOverBatchSize,
    perSample: @escaping @Sendable (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor
  ) {
    self.name = name
    self.reduction = reduction
    formula = perSample
  }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor { formula(yTrue, yPred) }

  /// Accepts everything: only the closure knows what it can compare.
  public func validate(_ yTrue: Tensor, outputShape: PartialShape) {}
}

extension Loss where Self == CustomLoss {
  /// A loss made from a closure that gives the loss of each sample.
  public static func custom(
    _ name: String = "custom", reduction: LossReduction = .sumOverBatchSize,
    perSample: @escaping @Sendable (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor
  ) -> Self {
    Self(name: name, reduction: reduction, perSample: perSample)
  }
}
