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

  private(set) var history = History()
  private var logs: [String: Double] = [:]
  private var bar = ProgressBar(target: nil)
  private var epochStart = ContinuousClock.now
  private let needsBatchLogs: Bool
  /// The program of the last step and the types that it takes; most steps take the same.
  private var program: (types: [TensorType], program: Program)?

  init(
    model: Model, compilation: Compilation, callbacks: [Callback], verbose: Verbosity, epochs: Range<Int>,
    validationFrequency: Int, validate: (() throws -> [String: Double])?
  ) {
    self.model = model
    self.compilation = compilation
    self.callbacks = callbacks
    self.verbose = verbose
    self.epochs = epochs
    self.validationFrequency = validationFrequency
    self.validate = validate
    needsBatchLogs = callbacks.contains(where: \.needsBatchLogs)
  }

  func begin() throws {
    model.stopTraining = false
    for callback in callbacks {
      callback.model = model
      try callback.onTrainBegin()
    }
  }

  /// - Parameter steps: the number of steps, nil if it is not known.
  mutating func beginEpoch(_ epoch: Int, steps: Int?) throws {
    epochStart = .now
    compilation.resetMetrics()
    for callback in callbacks { try callback.onEpochBegin(epoch) }
    program = nil  // A layer may have been frozen.
    if verbose != .silent, epochs.upperBound > 1 {
      Terminal.write("Epoch \(epoch + 1)/\(epochs.upperBound)\n")
    }
    bar = ProgressBar(target: steps, isBar: verbose == .progressBar)
  }

  /// Trains on one batch.
  /// - Parameter arguments: the buffers of the inputs, the truth, and the sample weights if there are any.
  mutating func step(_ step: Int, _ arguments: [Buffer]) throws {
    for callback in callbacks { try callback.onTrainBatchBegin(step) }
    try program(for: arguments).run(arguments, results: [])
    if !callbacks.isEmpty {
      let logs = needsBatchLogs ? compilation.logs() : [:]
      for callback in callbacks { try callback.onTrainBatchEnd(step, logs: logs) }
    }
    if verbose != .silent {
      bar.update(step + 1) { [compilation] in ordered(compilation.logs()) }
    }
  }

  private mutating func program(for arguments: [Buffer]) throws -> Program {
    if let program, program.types.count == arguments.count,
      zip(program.types, arguments).allSatisfy({ $0 == $1.type })
    {
      return program.program
    }
    let types = arguments.map(\.type)
    let found = try compilation.trainingProgram(of: model, for: types)
    program = (types, found)
    return found
  }

  /// - Parameter steps: the number of steps that were made.
  mutating func endEpoch(_ epoch: Int, steps: Int) throws {
    logs = compilation.logs()
    if let validate, (epoch + 1) % validationFrequency == 0 {
      for callback in callbacks { try callback.onTestBegin() }
      let validationLogs = try validate()
      for callback in callbacks { try callback.onTestEnd(logs: validationLogs) }
      for (name, value) in validationLogs { logs["val_" + name] = value }
    }
    for callback in callbacks { try callback.onEpochEnd(epoch, logs: &logs) }
    switch verbose {
    case .silent: break
    case .progressBar: bar.finish(steps, metrics: ordered(logs))
    case .oneLinePerEpoch: Terminal.write(bar.summaryLine(steps, metrics: ordered(logs)) + "\n")
    }
    history.append(epoch: epoch, logs: logs, seconds: (ContinuousClock.now - epochStart).seconds)
  }

  func end() throws {
    compilation.optimizer.finishTraining()
    for callback in callbacks { try callback.onTrainEnd(logs: logs) }
  }
}
