import StrataGraph

/// What one output of a model is trained and judged with.
struct OutputObjective {
  let loss: (any Loss)?
  /// The factor of the loss in the total, nil for 1.
  let lossWeight: Double?
  let metrics: [Metric]
  let weightedMetrics: [Metric]
  /// The mean loss over the samples of the epoch so far; nil unless several outputs have losses.
  let lossTracker: Mean?

  /// Whether there is anything to compare with the truth.
  var needsTruth: Bool { loss != nil || !metrics.isEmpty || !weightedMetrics.isEmpty }

  /// Checks that loss and metrics can compare the truth with the output, and the loss take the sample weights.
  func validate(_ truth: Tensor, outputShape: PartialShape, sampleWeight: Tensor?) throws {
    try loss?.validate(truth, outputShape: outputShape)
    for metric in metrics + weightedMetrics { try metric.validate(truth, outputShape: outputShape) }
    if let sampleWeight, let loss {
      try validate(sampleWeight, truth: truth, outputShape: outputShape, loss)
    }
  }

  /// Checks that the sample weights are factors for the losses of the samples, or of the positions within them.
  private func validate(
    _ sampleWeight: Tensor, truth: Tensor, outputShape: PartialShape, _ loss: any Loss
  ) throws {
    guard sampleWeight.rank > 1 || outputShape.count > 2, !outputShape.dropFirst().contains(nil) else {
      return
    }
    let trace = Trace()
    let truth = trace.argument(truth.type)
    let prediction = trace.argument(
      TensorType(.float32, [truth.shape[0]] + outputShape.dropFirst().map { $0! }))
    let (losses, weights) = trace.record {
      let (truth, prediction) = alignedRanks(truth, prediction)
      return alignedRanks(loss.perSample(truth, prediction), trace.argument(sampleWeight.type))
    }
    guard losses.rank == weights.rank, broadcastShape(losses.shape, weights.shape) == losses.shape else {
      throw StrataError.invalidData(
        """
        the sample weights have the shape \(sampleWeight.shape), but \(loss.name) gives losses of shape \
        \(losses.shape) for them to multiply
        """)
    }
  }

  /// The loss of a batch, without its factor.
  func lossValue(_ truth: Tensor?, _ prediction: Tensor, sampleWeight: Tensor?) -> Tensor? {
    guard let loss, let truth else { return nil }
    return loss(truth, prediction, sampleWeight: sampleWeight)
  }

  /// Takes a batch into account.
  /// - Parameter loss: the loss of the batch, without its factor.
  func update(_ loss: Tensor?, _ truth: Tensor?, _ prediction: Tensor, sampleWeight: Tensor?) {
    if let lossTracker, let loss {
      lossTracker.update(loss, sampleWeight: Tensor(Float(prediction.shape[0])))
    }
    guard let truth else { return }
    for metric in metrics { metric.update(truth, prediction, sampleWeight: nil) }
    for metric in weightedMetrics { metric.update(truth, prediction, sampleWeight: sampleWeight) }
  }
}
