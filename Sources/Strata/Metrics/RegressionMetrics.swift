/// The root of the mean of the squared differences.
public final class RootMeanSquaredError: Mean {
  public override init(name: String = "root_mean_squared_error") { super.init(name: name) }

  public override var arguments: Arguments? { commonArguments }

  public override var direction: MetricDirection? { .lowerIsBetter }

  public override func validate(_ yTrue: Tensor, outputShape: PartialShape) throws {
    try TruthLayout.likePredictions.check(yTrue, outputShape: outputShape, metric: name)
  }

  public override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    let (yTrue, yPred) = alignedRanks(yTrue, yPred)
    update((yPred - yTrue.converted(to: yPred.dtype)).square(), sampleWeight: sampleWeight)
  }

  public override func result() -> Tensor { super.result().sqrt() }
}

extension Metric {
  /// The root of the mean of the squared differences.
  public static func rootMeanSquaredError(name: String = "root_mean_squared_error") -> Metric {
    RootMeanSquaredError(name: name)
  }

  /// The mean cosine of the angle between truth and prediction: 1 for the same direction.
  public static func cosineSimilarity(axis: Int = -1, name: String = "cosine_similarity") -> Metric {
    let loss = CosineSimilarity(axis: axis)
    // Keras forgets the axis in its files, but reads it.
    let kerasClass = MeanMetric.KerasClass("CosineSimilarity", axis == -1 ? [:] : ["axis": axis])
    return MeanMetric(name: name, kerasClass, direction: .higherIsBetter, truth: nil) { yTrue, yPred in
      let (yTrue, yPred) = alignedRanks(yTrue, yPred)
      return -loss.perSample(yTrue, yPred)
    }
  }
}
