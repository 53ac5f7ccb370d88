/// The mean over the last axis of half the squared difference, continued as a straight line from `delta` on.
public struct Huber: Loss {
  /// The difference at which the line starts.
  public let delta: Double
  public let reduction: LossReduction
  public let name: String

  public init(delta: Double = 1, reduction: LossReduction = .sumOverBatchSize, name: String = "huber_loss") {
    self.delta = delta
    self.reduction = reduction
    self.name = name
  }

  init(config: Config) throws {
    self.init(
      delta: try config.double("delta", default: 1), reduction: try config.reduction,
      name: try config.name ?? "huber_loss")
  }

  /// Keras forgets delta in its files, but reads it.
  public var arguments: Arguments? { commonArguments + (delta == 1 ? [:] : ["delta": delta]) }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    let difference = yPred - yTrue.converted(to: yPred.dtype)
    let size = difference.abs()
    return select(size .<= delta, 0.5 * difference.square(), delta * size - 0.5 * delta * delta).mean(
      axis: -1)
  }
}

extension Loss where Self == Huber {
  /// The mean over the last axis of half the squared difference, continued as a straight line from `delta` on.
  public static func huber(delta: Double = 1, reduction: LossReduction = .sumOverBatchSize) -> Self {
    Self(delta: delta, reduction: reduction)
  }
}
