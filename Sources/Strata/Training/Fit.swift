import StrataGraph

extension Model {
  /// Trains the model on arrays.
  ///
  /// Prints, computes and shuffles as Keras does; with the same `setRandomSeed` the losses are those of Keras on
  /// JAX, to float32 rounding.
  /// - Parameters:
  ///   - x: the inputs; the first axis counts the samples.
  ///   - y: the truth, one for each sample.
  ///   - batchSize: samples in one step; the last step of an epoch may have fewer.
  ///   - epochs: the number of the epoch to stop before, counted from `initialEpoch`'s start at 0.
  ///   - validationSplit: the share of the samples, taken from the end before shuffling, that is held back to
  ///     judge by.
  ///   - validationData: samples to judge by after each epoch; overrules `validationSplit`.
  ///   - shuffle: whether each epoch takes the samples in another order.
  ///   - classWeight: how much the samples of a class count; 1 for a class that is not listed.
  ///   - sampleWeight: how much each sample counts.
  ///   - validationFrequency: judge every so many epochs.
  /// - Throws: `StrataError` if the model is not compiled, or the data do not fit together or the model; what a
  ///   callback throws. The weights are then those of the last finished step.
  /// - Returns: the losses and metrics of each epoch.
  @discardableResult
  public func fit(
    _ x: Tensor, _ y: Tensor, batchSize: Int = 32, epochs: Int = 1, verbose: Verbosity = .progressBar,
    callbacks: [Callback] = [], validationSplit: Double = 0, validationData: Batch? = nil,
    shuffle: Bool = true, classWeight: [Int: Double]? = nil, sampleWeight: Tensor? = nil,
    initialEpoch: Int = 0, validationBatchSize: Int? = nil, validationFrequency: Int = 1
  ) throws -> History {
    let compilation = try requireCompilation()
    try requirePositive(batchSize, "batchSize")
    try requirePositive(validationFrequency, "validationFrequency")
    var samples = Batch(x, y, sampleWeight: sampleWeight)
    try samples.validate()
    var validation = validationData
    if validation == nil, validationSplit != 0 {
      (samples, validation) = try split(samples, holdingBack: validationSplit)
    }
    if let classWeight { try samples.weigh(byClass: classWeight) }
    try validate(samples, compilation)

    var run = try TrainingRun(
      model: self, compilation: compilation, callbacks: callbacks, verbose: verbose,
      epochs: initialEpoch..<max(initialEpoch, epochs), validationFrequency: validationFrequency,
      validate: try validation.map {
        try evaluation(of: $0, batchSize: validationBatchSize ?? batchSize, role: "validationData: ")
      },
      dataSettings: [
        ("data", samples.settingsText), ("batchSize", "\(batchSize)"), ("shuffle", "\(shuffle)"),
        (
          "classWeight",
          "\((classWeight ?? [:]).sorted { $0.key < $1.key }.map { [Double($0.key), $0.value] })"
        ),
        ("validation data", validation?.settingsText ?? "none"),
        ("validationFrequency", "\(validationFrequency)"),
      ], sourceSpansEpochs: false)
    let loader = BatchLoader(samples.tensors, batchSize: batchSize)
    if shuffle, !compilation.hasSeenData { _ = GlobalRandom.drawPermutation(loader.count) }
    for epoch in try run.begin() where !stopTraining {
      try run.beginEpoch(epoch, steps: loader.steps)
      _ = run.beginStartOfSource()
      let order = shuffle ? GlobalRandom.drawPermutation(loader.count) : nil
      run.endStartOfSource()
      while run.stepsDone < loader.steps, !stopTraining {
        try run.step(epoch: epoch, loader.load(run.stepsDone, order: order))
      }
      try run.endEpoch(epoch)
    }
    try run.end()
    return run.history
  }

  /// Trains the model on batches that come from anywhere, in the order in which they come.
  ///
  /// Each epoch takes `stepsPerEpoch` further batches. Without it, an epoch goes through the whole sequence, which
  /// is then started anew for the next one.
  /// - Throws: as `fit` on arrays, and what the sequence throws; `StrataError.invalidData` if it has no batch.
  @discardableResult
  nonisolated(nonsending)
    public func fit<Batches: AsyncSequence>(
      _ batches: Batches, stepsPerEpoch: Int? = nil, epochs: Int = 1, verbose: Verbosity = .progressBar,
      callbacks: [Callback] = [], validationData: Batch? = nil, initialEpoch: Int = 0,
      validationBatchSize: Int = 32, validationFrequency: Int = 1
    ) async throws -> History where Batches.Element == Batch
  {
    let compilation = try requireCompilation()
    try requirePositive(validationFrequency, "validationFrequency")
    var run = try TrainingRun(
      model: self, compilation: compilation, callbacks: callbacks, verbose: verbose,
      epochs: initialEpoch..<max(initialEpoch, epochs), validationFrequency: validationFrequency,
      validate: try validationData.map {
        try evaluation(of: $0, batchSize: validationBatchSize, role: "validationData: ")
      },
      dataSettings: [
        ("data", "a sequence of batches"), ("stepsPerEpoch", stepsPerEpoch.map { "\($0)" } ?? "all batches"),
        ("validation data", validationData?.settingsText ?? "none"),
        ("validationFrequency", "\(validationFrequency)"),
      ], sourceSpansEpochs: stepsPerEpoch != nil)
    var iterator: Batches.AsyncIterator?
    for epoch in try run.begin() where !stopTraining {
      try run.beginEpoch(epoch, steps: stepsPerEpoch)
      if stepsPerEpoch == nil || iterator == nil {
        let skipped = run.beginStartOfSource()
        defer { run.endStartOfSource() }
        iterator = batches.makeAsyncIterator()
        for _ in 0..<skipped {
          guard try await iterator?.next(isolation: #isolation) != nil else {
            throw StrataError.invalidData(
              "the data source has fewer than the \(skipped) batches that were taken before the checkpoint")
          }
        }
      }
      while !stopTraining, run.stepsDone < stepsPerEpoch ?? .max,
        let batch = try await iterator?.next(isolation: #isolation)
      {
        try batch.validate()
        try validate(batch, compilation)
        try run.step(epoch: epoch, batch.tensors.map { $0.concreteBuffer(reading: "samples") })
      }
      let step = run.stepsDone
      guard step > 0 else { throw StrataError.invalidData("the data source has no batch for epoch \(epoch)") }
      if let stepsPerEpoch, step < stepsPerEpoch, !stopTraining {
        throw StrataError.invalidData(
          "the data source ended after \(step) of the \(stepsPerEpoch) batches of epoch \(epoch)")
      }
      try run.endEpoch(epoch)
    }
    try run.end()
    return run.history
  }

  /// Trains on one batch and gives the loss and metrics of that batch and those before it since the last
  /// `resetMetrics()`.
  @discardableResult
  public func trainOnBatch(
    _ x: Tensor, _ y: Tensor, sampleWeight: Tensor? = nil, classWeight: [Int: Double]? = nil
  ) throws -> [String: Double] {
    let compilation = try requireCompilation()
    var batch = Batch(x, y, sampleWeight: sampleWeight)
    try batch.validate()
    if let classWeight { try batch.weigh(byClass: classWeight) }
    try validate(batch, compilation)
    let arguments = batch.tensors.map { $0.concreteBuffer(reading: "samples") }
    try compilation.trainingProgram(of: self, for: arguments.map(\.type), isMeasured: false)
      .run(arguments, results: [])
    return compilation.logs()
  }

  /// Forgets the batches that losses and metrics were gathered from.
  public func resetMetrics() { compilation?.resetMetrics() }

  // MARK: Checks

  func requirePositive(_ value: Int, _ argument: String) throws {
    guard value > 0 else {
      throw StrataError.invalidArgument(
        owner: name, argument: argument, expected: "positive", found: "\(value)")
    }
  }

  /// Builds the model if need be, and checks that it can take the inputs, and loss and metrics the truth.
  func validate(_ samples: Batch, _ compilation: Compilation) throws {
    let inputShape = PartialShape(batchesLike: samples.x.shape)
    try inputSpec?.check(inputShape, layer: name)
    try validateElements(of: samples.x)
    let outputShape = try outputShape(for: inputShape)
    try compilation.loss.validate(samples.y, outputShape: outputShape)
    for metric in compilation.metrics + compilation.weightedMetrics {
      try metric.validate(samples.y, outputShape: outputShape)
    }
    try validateSampleWeight(samples, outputShape: outputShape, compilation.loss)
  }

  /// Checks that the sample weights are factors for the losses of the samples, or of the positions within them.
  private func validateSampleWeight(
    _ samples: Batch, outputShape: PartialShape, _ loss: any Loss
  ) throws {
    guard let sampleWeight = samples.sampleWeight, sampleWeight.rank > 1 || outputShape.count > 2,
      !outputShape.dropFirst().contains(nil)
    else { return }
    let trace = Trace()
    let truth = trace.argument(samples.y.type)
    let prediction = trace.argument(
      TensorType(.float32, [samples.count] + outputShape.dropFirst().map { $0! }))
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

  private func split(_ samples: Batch, holdingBack share: Double) throws -> (Batch, Batch) {
    let kept = Int((Double(samples.count) * (1 - share)).rounded(.down))
    guard share > 0, share < 1, kept > 0, kept < samples.count else {
      throw StrataError.invalidArgument(
        owner: name, argument: "validationSplit",
        expected: "between 0 and 1, with samples left on both sides of \(samples.count)", found: "\(share)")
    }
    return (samples.rows(0..<kept), samples.rows(kept..<samples.count))
  }
}
