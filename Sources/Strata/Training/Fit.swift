import StrataGraph

extension Model {
  /// Trains the model on arrays.
  ///
  /// Prints, computes and shuffles as Keras does; with the same `setRandomSeed` the losses are those of Keras on
  /// JAX, to float32 rounding.
  /// - Parameters:
  ///   - x: the inputs: a tensor, a list in the order of the model's inputs, or a dictionary by their names; the
  ///     first axis counts the samples.
  ///   - y: the truth, one for each sample: a tensor, a list in the order of the model's outputs, or a dictionary by
  ///     their names. Outputs that are compiled without loss and metrics need none.
  ///   - batchSize: samples in one step; the last step of an epoch may have fewer.
  ///   - epochs: the number of the epoch to stop before, counted from `initialEpoch`'s start at 0.
  ///   - validationSplit: the share of the samples, taken from the end before shuffling, that is held back to
  ///     judge by.
  ///   - validationData: samples to judge by after each epoch; overrules `validationSplit`.
  ///   - shuffle: whether each epoch takes the samples in another order.
  ///   - classWeight: how much the samples of a class count; 1 for a class that is not listed. Only for models with
  ///     one output.
  ///   - sampleWeight: how much each sample counts: one tensor for all outputs, or one for each as for `y`. An
  ///     output that a dictionary lacks counts all samples the same.
  ///   - validationFrequency: judge every so many epochs.
  ///   - device: where to compute, one device or several; where the running code does if nil. As `withDevice` around it.
  /// - Throws: `StrataError` if the model is not compiled, or the data do not fit together or the model; what a
  ///   callback throws. The weights are then those of the last finished step.
  /// - Returns: the losses and metrics of each epoch.
  @discardableResult
  public func fit(
    _ x: any TensorOrList, _ y: any TensorOrList, batchSize: Int = 32, epochs: Int = 1,
    verbose: Verbosity = .progressBar, callbacks: [Callback] = [], validationSplit: Double = 0,
    validationData: Batch? = nil, shuffle: Bool = true, classWeight: [Int: Double]? = nil,
    sampleWeight: (any TensorOrList)? = nil, initialEpoch: Int = 0, validationBatchSize: Int? = nil,
    validationFrequency: Int = 1, device: Device? = nil
  ) throws -> History {
    try withDevice(device ?? .current) {
      let compilation = try requireCompilation()
      try requirePositive(batchSize, "batchSize")
      try requirePositive(validationFrequency, "validationFrequency")
      var samples = try samples(Batch(x, y, sampleWeight: sampleWeight), compilation)
      var validation = try validationData.map {
        try self.samples($0, compilation, role: "validationData: ")
      }
      if validation == nil, validationSplit != 0 {
        (samples, validation) = try split(samples, holdingBack: validationSplit)
      }
      if let classWeight { try samples.weigh(byClass: classWeight, model: name) }

      var run = try TrainingRun(
        model: self, compilation: compilation, callbacks: callbacks, verbose: verbose,
        epochs: initialEpoch..<max(initialEpoch, epochs), validationFrequency: validationFrequency,
        validate: try validation.map { try evaluation(of: $0, batchSize: validationBatchSize ?? batchSize) },
        dataSettings: [
          ("data", samples.settingsText), ("batchSize", "\(batchSize)"), ("shuffle", "\(shuffle)"),
          (
            "classWeight",
            "\((classWeight ?? [:]).sorted { $0.key < $1.key }.map { [Double($0.key), $0.value] })"
          ),
          ("validation data", validation?.settingsText ?? "none"),
          ("validationFrequency", "\(validationFrequency)"),
        ], sourceSpansEpochs: false)
      let loader = try BatchLoader(samples.tensors, batchSize: batchSize)
      if shuffle, !compilation.hasSeenData { _ = GlobalRandom.drawPermutation(loader.count) }
      for epoch in try run.begin() where !stopTraining {
        try run.beginEpoch(epoch, steps: loader.steps)
        _ = run.beginStartOfSource()
        let order = shuffle ? GlobalRandom.drawPermutation(loader.count) : nil
        run.endStartOfSource()
        while run.stepsDone < loader.steps, !stopTraining {
          try run.step(epoch: epoch, try loader.load(run.stepsDone, order: order), samples.layout)
        }
        try run.endEpoch(epoch)
      }
      try run.end()
      return run.history
    }
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
      validationBatchSize: Int = 32, validationFrequency: Int = 1, device: Device? = nil
    ) async throws -> History where Batches.Element == Batch
  {
    try await withDevice(device ?? .current) {
      let compilation = try requireCompilation()
      try requirePositive(validationFrequency, "validationFrequency")
      let validation = try validationData.map {
        try samples($0, compilation, role: "validationData: ")
      }
      var run = try TrainingRun(
        model: self, compilation: compilation, callbacks: callbacks, verbose: verbose,
        epochs: initialEpoch..<max(initialEpoch, epochs), validationFrequency: validationFrequency,
        validate: try validation.map { try evaluation(of: $0, batchSize: validationBatchSize) },
        dataSettings: [
          ("data", "a sequence of batches"),
          ("stepsPerEpoch", stepsPerEpoch.map { "\($0)" } ?? "all batches"),
          ("validation data", validation?.settingsText ?? "none"),
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
          let samples = try samples(batch, compilation)
          try run.step(epoch: epoch, samples.buffers, samples.layout)
        }
        let step = run.stepsDone
        guard step > 0 else {
          throw StrataError.invalidData("the data source has no batch for epoch \(epoch)")
        }
        if let stepsPerEpoch, step < stepsPerEpoch, !stopTraining {
          throw StrataError.invalidData(
            "the data source ended after \(step) of the \(stepsPerEpoch) batches of epoch \(epoch)")
        }
        try run.endEpoch(epoch)
      }
      try run.end()
      return run.history
    }
  }

  // MARK: Checks

  func requirePositive(_ value: Int, _ argument: String) throws {
    guard value > 0 else {
      throw StrataError.invalidArgument(
        owner: name, argument: argument, expected: "positive", found: "\(value)")
    }
  }

  private func split(_ samples: Samples, holdingBack share: Double) throws -> (Samples, Samples) {
    let kept = Int((Double(samples.count) * (1 - share)).rounded(.down))
    guard share > 0, share < 1, kept > 0, kept < samples.count else {
      throw StrataError.invalidArgument(
        owner: name, argument: "validationSplit",
        expected: "between 0 and 1, with samples left on both sides of \(samples.count)", found: "\(share)")
    }
    return (samples.rows(0..<kept), samples.rows(kept..<samples.count))
  }
}
