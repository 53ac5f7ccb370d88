import StrataGraph

/// One call of `fit`: what happens around the steps, whatever the batches come from.
struct TrainingRun {
  let model: Model
  let compilation: Compilation
  let callbacks: [Callback]
  let verbose: Verbosity
  let epochs: Range<Int>
  /// Computes the loss and metrics on the validation data, nil if there are none.
  let validate: (() throws -> [String: Double])?
  let validationFrequency: Int

  /// What the data are and how they are taken, for checkpoints.
  let dataSettings: [(name: String, text: String)]
  /// Whether batches come from one sequence for all epochs, instead of anew in each epoch.
  let sourceSpansEpochs: Bool
  let backup: BackupAndRestore?
  let inspectors: [Inspector]
  /// What checkpoints compare, once it is known.
  var settings: RunSettings?

  var history = History()
  var logs: [String: Double] = [:]
  /// The steps of the epoch that are done.
  var stepsDone = 0
  var source: BatchSource?
  /// The random numbers to go on with once an earlier source has been started anew.
  var randomAfterStart: GlobalRandom.State?
  /// The checkpoint that the run goes on from, until its state is put back.
  var resumption: Resumption?
  var epochStart = ContinuousClock.now
  private var bar = ProgressBar(target: nil)
  private let needsBatchLogs: Bool
  /// The program of the last step and what it takes; most steps take the same.
  private var program: (types: [TensorType], layout: SampleLayout, program: Program)?

  init(
    model: Model, compilation: Compilation, callbacks: [Callback], verbose: Verbosity, epochs: Range<Int>,
    validationFrequency: Int, validate: (() throws -> [String: Double])?,
    dataSettings: [(name: String, text: String)], sourceSpansEpochs: Bool
  ) throws {
    self.model = model
    self.compilation = compilation
    self.callbacks = callbacks
    self.verbose = verbose
    self.epochs = epochs
    self.validationFrequency = validationFrequency
    self.validate = validate
    self.dataSettings = dataSettings
    self.sourceSpansEpochs = sourceSpansEpochs
    needsBatchLogs = callbacks.contains(where: \.needsBatchLogs)
    let backups = callbacks.compactMap { $0 as? BackupAndRestore }
    guard backups.count < 2 else {
      throw StrataError.invalidArgument(
        owner: model.name, argument: "the number of BackupAndRestore callbacks", expected: "at most 1",
        found: "\(backups.count)")
    }
    backup = backups.first
    inspectors = callbacks.compactMap { $0 as? Inspector }
  }

  /// Begins the run, where a checkpoint says if there is one.
  /// - Returns: the epochs to go through.
  mutating func begin() throws -> Range<Int> {
    try prepareToResume()
    model.stopTraining = false
    for callback in callbacks {
      callback.model = model
      callback.isResuming = resumption != nil
      try callback.onTrainBegin()
    }
    guard let checkpoint = resumption?.checkpoint else { return epochs }
    if checkpoint.step == 0 || checkpoint.epoch >= epochs.upperBound { try resume() }
    return min(checkpoint.epoch, epochs.upperBound)..<epochs.upperBound
  }

  /// - Parameter steps: the number of steps, nil if it is not known.
  mutating func beginEpoch(_ epoch: Int, steps: Int?) throws {
    epochStart = .now
    stepsDone = 0
    compilation.resetMetrics()
    for callback in callbacks { try callback.onEpochBegin(epoch) }
    if resumption != nil { try resume() }
    program = nil  // A layer may have been frozen.
    if verbose != .silent, epochs.upperBound > 1 {
      Terminal.write("Epoch \(epoch + 1)/\(epochs.upperBound)\n")
    }
    bar = ProgressBar(target: steps, start: stepsDone, isBar: verbose == .progressBar)
  }

  /// Trains on one batch.
  /// - Parameter arguments: the buffers of the samples, in the given layout.
  mutating func step(epoch: Int, _ arguments: [Buffer], _ layout: SampleLayout) throws {
    let step = stepsDone
    for callback in callbacks { try callback.onTrainBatchBegin(step) }
    let program = try program(for: arguments, layout)
    if inspectors.isEmpty {
      try program.run(arguments, results: [])
    } else {
      let measurements = try program.run(arguments)
      for inspector in inspectors {
        inspector.take(measurements, of: compilation.measuredLayers, step: step)
      }
    }
    if !callbacks.isEmpty {
      let logs = needsBatchLogs ? try compilation.logs() : [:]
      for callback in callbacks { try callback.onTrainBatchEnd(step, logs: logs) }
    }
    if verbose != .silent {
      try bar.update(step + 1) { [compilation] in ordered(try compilation.logs()) }
    }
    stepsDone += 1
    source?.batchesTaken += 1
    if let backup, backup.isDueAfterStep() { try backup.save(checkpoint(epoch: epoch)) }
  }

  private mutating func program(for arguments: [Buffer], _ layout: SampleLayout) throws -> Program {
    if let program, program.layout == layout, program.types.count == arguments.count,
      zip(program.types, arguments).allSatisfy({ $0 == $1.type })
    {
      return program.program
    }
    let types = arguments.map(\.type)
    let found = try compilation.trainingProgram(
      of: model, for: types, layout, isMeasured: !inspectors.isEmpty)
    if backup != nil { try requireKnownVariables(found.carried) }
    program = (types, layout, found)
    return found
  }

  mutating func endEpoch(_ epoch: Int) throws {
    logs = try compilation.logs()
    if let validate, (epoch + 1) % validationFrequency == 0 {
      for callback in callbacks { try callback.onTestBegin() }
      let validationLogs = try validate()
      for callback in callbacks { try callback.onTestEnd(logs: validationLogs) }
      for (name, value) in validationLogs { logs["val_" + name] = value }
    }
    for callback in callbacks { try callback.onEpochEnd(epoch, logs: &logs) }
    switch verbose {
    case .silent: break
    case .progressBar: bar.finish(stepsDone, metrics: ordered(logs))
    case .oneLinePerEpoch: Terminal.write(bar.summaryLine(stepsDone, metrics: ordered(logs)) + "\n")
    }
    history.append(epoch: epoch, logs: logs, seconds: (ContinuousClock.now - epochStart).seconds)
    stepsDone = 0
    if !sourceSpansEpochs { source = nil }
    if let backup, backup.isDueAfterEpochs || epoch + 1 == epochs.upperBound || model.stopTraining {
      try backup.save(checkpoint(epoch: epoch + 1))
    }
  }

  func end() throws {
    compilation.optimizer.finishTraining()
    for callback in callbacks { try callback.onTrainEnd(logs: logs) }
    try backup?.deleteIfWanted()
  }
}
