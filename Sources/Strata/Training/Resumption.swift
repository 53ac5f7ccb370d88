import StrataGraph
import StrataIO

/// A checkpoint that fits the run, and where its values go.
struct Resumption {
  let checkpoint: Checkpoint
  let path: String
  let values: [(variable: Variable, value: HostArray)]
  let callbacks: [(callback: Callback, state: CallbackState)]
}

extension TrainingRun {
  // MARK: Saving

  /// The run after `stepsDone` steps of an epoch.
  mutating func checkpoint(epoch: Int) -> Checkpoint {
    Checkpoint(
      epoch: epoch, step: stepsDone, history: history, isStopped: model.stopTraining, logs: logs,
      epochSeconds: stepsDone == 0 ? 0 : (ContinuousClock.now - epochStart).seconds,
      settings: knownSettings(), frozen: frozenParts(),
      variables: NamedArrays(variables().map { ($0.key, HostArray($0.variable.buffer)) }),
      random: GlobalRandom.state, source: source,
      callbacks: namedCallbacks().map { ($0.name, $0.callback.state) }.filter { !$0.1.isEmpty })
  }

  /// What the run was asked to do; to be called when the model is built.
  private mutating func knownSettings() -> RunSettings {
    if let settings { return settings }
    var settings = RunSettings()
    settings.add(model, compilation)
    for (name, text) in dataSettings { settings.add(name, text) }
    self.settings = settings
    return settings
  }

  /// All that training steps change, by the names in files.
  private func variables() -> [(key: String, variable: Variable)] {
    let layers = model.seedGeneratorKeys().map {
      ("\(Checkpoint.prefix)layers/\($0.key)", $0.generator.state)
    }
    let metrics = compilation.reported.enumerated().flatMap { position, reported in
      reported.metric.variables.enumerated().map {
        ("\(Checkpoint.prefix)metrics/\(position)/\($0.offset)", $0.element)
      }
    }
    let states = model.statefulLayerKeys().flatMap { key, layer in
      (layer.states ?? []).enumerated().map { (stateKey($0.offset, of: key), $0.element) }
    }
    compilation.optimizer.build(model.trainableWeights)
    return model.weightKeys().map { ($0.key, $0.weight) } + model.optimizerKeys(compilation.optimizer)
      + layers + metrics + states
  }

  private func stateKey(_ position: Int, of layer: String) -> String {
    "\(Checkpoint.prefix)layers/\(layer)states/\(position)"
  }

  /// Checks that checkpoints have all that one training step leaves to the next.
  func requireKnownVariables(_ carried: [Variable]) throws {
    let known = Set(variables().map { ObjectIdentifier($0.variable) })
    guard let unknown = carried.first(where: { !known.contains(ObjectIdentifier($0)) }) else { return }
    throw StrataError.invalidArgument(
      owner: "BackupAndRestore", argument: "what a training step changes",
      expected: "weights made with addWeight, or random streams and layers passed to track(_:)",
      found: "the variable '\(unknown.path)' that belongs to no layer")
  }

  /// The callbacks by their classes, numbered where there are several of one.
  private func namedCallbacks() -> [(name: String, callback: Callback)] {
    var counter = NameCounter()
    return callbacks.map { (counter.next("\(type(of: $0))"), $0) }
  }

  /// The frozen layers, whose names end in a slash unless it is the model itself, and the frozen weights.
  private func frozenParts() -> [String] {
    model.layerKeys().filter { !$0.layer.trainable }.map(\.path)
      + model.weightKeys().filter { !$0.weight.trainable }.map(\.key)
  }

  private func freeze(_ parts: Set<String>) {
    // Layers within others come after them, because freezing a layer freezes those that it holds.
    for (path, layer) in model.layerKeys() { layer.trainable = !parts.contains(path) }
    for (key, weight) in model.weightKeys() { weight.trainable = !parts.contains(key) }
  }

  // MARK: Resuming

  /// Looks for a checkpoint and checks that it is one of this run. The model stays as it is.
  mutating func prepareToResume() throws {
    guard let (checkpoint, path) = try backup?.newest() else { return }
    guard model.isBuilt else {
      throw StrataError.notBuilt(owner: model.name, wanted: "weights for those in \(path)")
    }
    try compilation.resolve(for: model)
    var differences = checkpoint.settings.differences(from: knownSettings())
    if checkpoint.epoch < epochs.lowerBound {
      differences.append(
        "epoch: \(checkpoint.epoch) in the checkpoint, this run begins at \(epochs.lowerBound)")
    }
    let present = Dictionary(uniqueKeysWithValues: namedCallbacks().map { ($0.name, $0.callback) })
    for (name, _) in checkpoint.callbacks where present[name] == nil {
      differences.append("callbacks: \(name) in the checkpoint, but not in this run")
    }
    let newStates = makeStates(for: checkpoint.variables)
    let (values, variableDifferences) = match(checkpoint.variables)
    // Other layers have other weights: only the cause is told.
    if differences.isEmpty { differences = variableDifferences }
    guard differences.isEmpty else {
      for layer in newStates { layer.states = nil }
      throw StrataError.checkpointMismatch(file: path, differences: differences)
    }
    resumption = Resumption(
      checkpoint: checkpoint, path: path, values: values,
      callbacks: checkpoint.callbacks.map { (present[$0.name]!, $0.state) })
  }

  /// Creates the states of stateful layers that have seen no batch yet, whose size the arrays tell.
  /// - Returns: those layers.
  private func makeStates(for arrays: NamedArrays) -> [RNN] {
    model.statefulLayerKeys().compactMap { key, layer in
      guard layer.states == nil, let shape = arrays[stateKey(0, of: key)]?.type.shape, shape.count == 2,
        shape[1] > 0, shape[1] == layer.cell.stateSizes.first
      else { return nil }
      layer.makeStates(batchSize: shape[0])
      return layer
    }
  }

  /// Finds the arrays for all variables.
  private func match(
    _ arrays: NamedArrays
  ) -> (values: [(variable: Variable, value: HostArray)], differences: [String]) {
    var values: [(Variable, HostArray)] = []
    var differences: [String] = []
    var missing = Set(arrays.names)
    for (key, variable) in variables() {
      missing.remove(key)
      let array = arrays[key]
      if let array, array.type == variable.type {
        values.append((variable, array))
      } else {
        let found = array.map { "\($0.type)" } ?? "nothing"
        differences.append("\(key): \(found) in the checkpoint, \(variable.type) in this run")
      }
    }
    for name in arrays.names where missing.contains(name) {
      differences.append("\(name): in the checkpoint, but not in this run")
    }
    return (values, differences)
  }

  /// Puts everything back as the checkpoint has it.
  mutating func resume() throws {
    guard let resumption else { return }
    let checkpoint = resumption.checkpoint
    // Callbacks first: they may throw, and the model is then as it was.
    for (callback, state) in resumption.callbacks { try callback.restore(state) }
    for callback in callbacks { callback.isResuming = false }
    for (variable, value) in resumption.values { variable.value = Tensor(value.hostBuffer()) }
    freeze(Set(checkpoint.frozen))
    model.stopTraining = checkpoint.isStopped
    compilation.hasSeenData = true
    history = checkpoint.history
    logs = checkpoint.logs
    stepsDone = checkpoint.step
    source = checkpoint.source
    epochStart = .now - .seconds(checkpoint.epochSeconds)
    GlobalRandom.state = checkpoint.random
    self.resumption = nil
    if verbose != .silent { announce(resumption) }
  }

  private func announce(_ resumption: Resumption) {
    let checkpoint = resumption.checkpoint
    let isFinished = checkpoint.epoch >= epochs.upperBound || checkpoint.isStopped && checkpoint.step == 0
    Terminal.write(
      isFinished
        ? "The training in \(resumption.path) is finished: \(checkpoint)\n"
        : "Resuming from \(resumption.path): \(checkpoint)\n")
  }

  // MARK: The source of batches

  /// To be called before the order of samples is drawn or a sequence begun, with `endStartOfSource()` after it. In
  /// between, the random numbers are those of then if a checkpoint has a source that was in use.
  /// - Returns: the number of batches to pass over.
  mutating func beginStartOfSource() -> Int {
    if let source {
      randomAfterStart = GlobalRandom.state
      GlobalRandom.state = source.random
      return source.batchesTaken
    }
    source = BatchSource(random: GlobalRandom.state)
    return 0
  }

  mutating func endStartOfSource() {
    if let randomAfterStart { GlobalRandom.state = randomAfterStart }
    randomAfterStart = nil
  }
}
