extension Model {
  /// Looks at the model from all sides that apply to it: layers, training, quality, mistakes, filters, weights.
  ///
  /// The quality is judged by what the model is asked: yes or no, one class of several, several labels, or numbers. That
  /// follows from the loss and the truth unless `task` says it. Of a model with several outputs one is judged.
  /// - Parameters:
  ///   - samples: what to judge by, best samples that the model was not trained on; without them the report shows the
  ///     model and its training. Weights of samples are not taken into account; what a mask leaves out is.
  ///   - output: the name of the output to judge, for a model with several. `samples` may have the truth of this
  ///     output only.
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
    on samples: Batch? = nil, output: String? = nil, history: History? = nil, classNames: [String]? = nil,
    task: Quality.Task? = nil, pictureShape: [Int]? = nil, batchSize: Int = 32
  ) throws -> Report {
    let judged = try samples.map { try judgedSamples($0, output: output, batchSize: batchSize) }
    var quality: Quality?
    var lossValue: (String, Double)?
    var mistakes: [Report.Mistake] = []
    if let judged {
      quality = try Judgement(
        outputs: judged.outputs, truth: judged.truth, loss: judged.loss, task: task, names: classNames
      ).quality()
      lossValue = try judged.loss.map { try value(of: $0, judged.truth, judged.outputs) }
      // The positions of a sequence are no samples to show.
      if let quality, judged.outputs.rank <= 2 {
        mistakes = worstMistakes(quality, judged.inputs, pictureShape)
      }
    }
    return Report(
      modelName: name, layers: layerSummaries(), history: history,
      weights: weights.map { WeightStatistics(of: $0.value, path: relativePath($0.path)) },
      sampleCount: judged?.count ?? 0, loss: lossValue,
      quality: quality,
      mistakes: mistakes,
      convolution: try convolutionPictures(
        judged.map { judged in judged.inputs.map { $0[0..<min(judged.count, 256)] } }))
  }

  private func value(
    of loss: any Loss, _ truth: Tensor, _ outputs: Tensor
  ) throws -> (name: String, value: Double) {
    try loss.validate(truth, outputShape: PartialShape(batchesLike: outputs.shape))
    return (loss.name, Double(loss(truth, outputs).mean().scalar(as: Float.self)))
  }
}

/// What a report judges one output by.
private struct JudgedSamples {
  let inputs: [Tensor]
  let outputs: Tensor
  let truth: Tensor
  let loss: (any Loss)?

  var count: Int { inputs[0].shape[0] }
}

extension Model {
  /// Computes the outputs and picks the one to judge.
  /// - Throws: `StrataError.invalidArgument` if it is not known which one, or there is no truth for it.
  fileprivate func judgedSamples(
    _ samples: Batch, output name: String?, batchSize: Int
  ) throws -> JudgedSamples {
    try samples.validate()
    let inputs = try orderedInputs(samples.inputs)
    let outputs = try predictAll(inputs, batchSize: batchSize)
    let ports = try Ports(.output, count: outputs.count, names: outputNames, model: self.name)
    let position = name.map { ports.names.firstIndex(of: $0) } ?? (ports.count == 1 ? 0 : nil)
    guard let position else {
      throw StrataError.invalidArgument(
        owner: self.name, argument: "output",
        expected: "the output to judge" + (ports.names.isEmpty ? "" : ", one of \(ports.names)"),
        found: name ?? "nothing")
    }
    guard let truth = try ports.values(samples.truths.tensors, "y")[position] else {
      throw ports.mismatch("y", found: "without '\(ports.names[position])'")
    }
    let objectives = try compilation?.objectives(of: self, outputCount: outputs.count)
    return JudgedSamples(
      inputs: inputs, outputs: outputs[position], truth: truth, loss: objectives?.outputs[position].loss)
  }
}

/// The number of mistakes that a report shows.
private let mostMistakes = 24

/// The samples of the wrong class, those that the model was most sure of first.
private func worstMistakes(
  _ quality: Quality, _ inputs: [Tensor], _ pictureShape: [Int]?
) -> [Report.Mistake] {
  let count = inputs[0].shape[0]
  let found: [(index: Int, truth: String, prediction: String, confidence: Double)]
  switch quality {
  case .multiClass(let quality) where quality.truths.count == count:
    found = quality.truths.indices.filter { quality.truths[$0] != quality.predictions[$0] }
      .map { index in
        (
          index, quality.classNames[quality.truths[index]], quality.classNames[quality.predictions[index]],
          quality.confidences[index]
        )
      }
  case .binary(let quality) where quality.truths.count == count:
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
        confidence: mistake.confidence, picture: picture(of: inputs, mistake.index, pictureShape))
    }
}

/// A sample as a picture, by the first of its inputs that is one.
private func picture(of inputs: [Tensor], _ index: Int, _ shape: [Int]?) -> Picture? {
  for input in inputs {
    var sample = input[index]
    if let shape {
      guard shape.reduce(1, *) == sample.count else { continue }
      sample = sample.reshaped(shape)
    } else if sample.rank != 3 {
      continue
    }
    if let picture = samplePicture(sample) { return picture }
  }
  return nil
}
