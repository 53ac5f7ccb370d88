/// Minus the cosine of the angle between truth and prediction: −1 for the same direction, 1 for the opposite one.
public struct CosineSimilarity: Loss {
  /// The axis along which the vectors lie.
  public let axis: Int
  public let reduction: LossReduction
  public let name: String

  public init(
    axis: Int = -1, reduction: LossReduction = .sumOverBatchSize, name: String = "cosine_similarity"
  ) {
    self.axis = axis
    self.reduction = reduction
    self.name = name
  }

  init(config: Config) throws {
    self.init(
      axis: try config.int("axis", default: -1), reduction: try config.reduction,
      name: try config.name ?? "cosine_similarity")
  }

  /// Keras forgets the axis in its files, but reads it.
  public var arguments: Arguments? { commonArguments + (axis == -1 ? [:] : ["axis": axis]) }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    -(unit(yTrue.converted(to: yPred.dtype)) * unit(yPred)).sum(axis: axis)
  }

  /// The vectors divided by their lengths, those shorter than 10⁻⁷ by that.
  private func unit(_ vectors: Tensor) -> Tensor {
    vectors * minimum(vectors.square().sum(axis: axis, keepDims: true).rsqrt(), 1e7)
  }
}

extension Loss where Self == CosineSimilarity {
  /// Minus the cosine of the angle between truth and prediction.
  public static func cosineSimilarity(
    axis: Int = -1, reduction: LossReduction = .sumOverBatchSize
  ) -> Self {
    Self(axis: axis, reduction: reduction)
  }
}
