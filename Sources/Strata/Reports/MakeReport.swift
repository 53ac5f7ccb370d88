extension Model {
  /// Looks at the model from all sides that apply to it: layers, training, quality, mistakes, filters, weights.
  ///
  /// The quality is judged by what the model is asked: yes or no, one class of several, several labels, or numbers. That
  /// follows from the loss and the truth unless `task` says it.
  /// - Parameters:
  ///   - samples: what to judge by, best samples that the model was not trained on; without them the report shows the
  ///     model and its training. Weights of samples are not taken into account; what a mask leaves out is.
  ///   - history: what `fit` returned.
  ///   - classNames: what the class numbers stand for; for yes or no both names, for several labels or numbers one
  ///     for each output.
  ///   - task: the kind of question, if it cannot be guessed.
  ///   - pictureShape: the height and width, and perhaps the number of colours, of pictures that the model takes as
  ///     vectors.
  ///   - batchSize: samples computed at once.
  /// - Throws: `StrataError` if the samples do not fit together, the model or the task. Outputs and weights that are
  ///   NaN are no error: the report says so.
  public func report(
    on samples: Batch? = nil, history: History? = nil, classNames: [String]? = nil, task: Quality.Task? = nil,
    pictureShape: [Int]? = nil, batchSize: Int = 32
  ) throws -> Report {
    try samples?.validate()
    let outputs = try samples.map { try predict($0.x, batchSize: batchSize) }
    var quality: Quality?
    var lossValue: (String, Double)?
    var mistakes: [Report.Mistake] = []
    if let samples, let outputs {
      quality = try Judgement(
        outputs: outputs, truth: samples.y, loss: compilation?.loss, task: task, names: classNames
      ).quality()
      lossValue = try compilation.map { try value(of: $0.loss, samples.y, outputs) }
      // The positions of a sequence are no samples to show.
      if let quality, outputs.rank <= 2 { mistakes = worstMistakes(quality, samples, pictureShape) }
    }
    return Report(
      modelName: name, layers: layerSummaries(), history: history,
      weights: weights.map { WeightStatistics(of: $0.value, path: relativePath($0.path)) },
      sampleCount: samples?.count ?? 0, loss: lossValue,
      quality: quality,
      mistakes: mistakes,
      convolution: try convolutionPictures(samples.map { $0.x[0..<min($0.count, 256)] }))
  }

  private func value(
    of loss: any Loss, _ truth: Tensor, _ outputs: Tensor
  ) throws -> (name: String, value: Double) {
    try loss.validate(truth, outputShape: PartialShape(batchesLike: outputs.shape))
    return (loss.name, Double(loss(truth, outputs).mean().scalar(as: Float.self)))
  }
}

/// The number of mistakes that a report shows.
private let mostMistakes = 24

/// The samples of the wrong class, those that the model was most sure of first.
private func worstMistakes(_ quality: Quality, _ samples: Batch, _ pictureShape: [Int]?) -> [Report.Mistake] {
  let found: [(index: Int, truth: String, prediction: String, confidence: Double)]
  switch quality {
  case .multiClass(let quality) where quality.truths.count == samples.count:
    found = quality.truths.indices.filter { quality.truths[$0] != quality.predictions[$0] }
      .map { index in
        (
          index, quality.classNames[quality.truths[index]], quality.classNames[quality.predictions[index]],
          quality.confidences[index]
        )
      }
  case .binary(let quality) where quality.truths.count == samples.count:
    let names = quality.names
    found = quality.truths.indices.filter { quality.truths[$0] != (quality.probabilities[$0] > 0.5) }
      .map { index in
        let (truth, probability) = (quality.truths[index], quality.probabilities[index])
        return (index, names[truth ? 1 : 0], names[truth ? 0 : 1], truth ? 1 - probability : probability)
      }
  default: return []
  }
  return found.sorted { $0.confidence > $1.confidence }.prefix(mostMistakes)
    .map { mistake in
      Report.Mistake(
        index: mistake.index, truth: mistake.truth, prediction: mistake.prediction,
        confidence: mistake.confidence, picture: picture(of: samples.x, mistake.index, pictureShape))
    }
}

private func picture(of x: Tensor, _ index: Int, _ shape: [Int]?) -> Picture? {
  let sample = x[index]
  if let shape {
    return shape.reduce(1, *) == sample.count ? samplePicture(sample.reshaped(shape)) : nil
  }
  return sample.rank == 3 ? samplePicture(sample) : nil
}
