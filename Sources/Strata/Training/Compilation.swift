import StrataGraph
import StrataIO

/// What a model is trained and judged with, and the programs recorded for it.
final class Compilation {
  let optimizer: Optimizer
  /// Losses, their factors and metrics as they were given.
  let losses: OneOrSeveral<(any Loss)?>
  let lossWeights: OneOrSeveral<Double>?
  let metrics: OneOrSeveral<[Metric]>
  let weightedMetrics: OneOrSeveral<[Metric]>
  /// The optimizer without the scaling that `compile` put around it, which files leave out.
  var givenOptimizer: Optimizer {
    if let scaling = optimizer as? LossScaleOptimizer, scaling.isAutomatic { return scaling.inner }
    return optimizer
  }
  /// The config in a file that these were read from.
  var fileConfig: JSONObject?
  /// The mean total loss over the samples of the epoch so far.
  let lossTracker = Mean(name: "loss")
  /// Losses and metrics by output, once the outputs are known.
  private(set) var objectives: Objectives?

  init(
    optimizer: Optimizer, losses: OneOrSeveral<(any Loss)?>, lossWeights: OneOrSeveral<Double>?,
    metrics: OneOrSeveral<[Metric]>, weightedMetrics: OneOrSeveral<[Metric]>
  ) {
    self.optimizer = optimizer
    self.losses = losses
    self.lossWeights = lossWeights
    self.metrics = metrics
    self.weightedMetrics = weightedMetrics
  }

  /// Whether any data have been seen. Keras draws an order of the samples that it does not use when `fit` is the
  /// first to see data, and so does `fit` here.
  var hasSeenData = false

  private var trainingFunctions: [SampleLayout: CompiledFunction] = [:]
  private var trainingCircumstances: TrainingCircumstances?
  /// What a measured step measures.
  private(set) var measuredLayers: [MeasuredLayer] = []
  private var evaluationFunctions: [SampleLayout: CompiledFunction] = [:]
  /// The variables that could be trained when the evaluation was recorded: their penalties are part of the loss.
  private var penalizedVariables: [ObjectIdentifier] = []
  private var knownOutputShapes: [[PartialShape]: [PartialShape]] = [:]

  // MARK: Outputs

  /// The shapes of a model's outputs, found once for inputs of the same shapes.
  func outputShapes(of model: Model, for inputShapes: [PartialShape]) throws -> [PartialShape] {
    if let known = knownOutputShapes[inputShapes] { return known }
    let shapes = try model.outputShapes(for: inputShapes)
    knownOutputShapes[inputShapes] = shapes
    return shapes
  }

  /// Losses and metrics for each of a model's outputs.
  /// - Throws: `StrataError.invalidArgument` if what was given to `compile` does not go with the outputs.
  func objectives(of model: Model, outputCount: Int) throws -> Objectives {
    if let objectives, objectives.outputs.count == outputCount { return objectives }
    let found = try Objectives(
      self, Ports(.output, count: outputCount, names: model.outputNames, model: model.name))
    objectives = found
    return found
  }

  /// Finds out what belongs to which output of a model that is built.
  func resolve(for model: Model) throws {
    guard objectives == nil, let inputShapes = model.inputShapes else { return }
    _ = try objectives(of: model, outputCount: outputShapes(of: model, for: inputShapes).count)
  }

  // MARK: Reports

  /// The loss and metrics since the last reset, by name. Waits for the steps that were started.
  /// - Throws: `StrataError.computationFailed` if the device failed in one.
  func logs() throws -> [String: Double] {
    var logs: [String: Double] = [:]
    for (name, metric) in reported {
      for variable in metric.variables { try variable.waitUntilComputed() }
      let value = Double(metric.result().scalar(as: Float.self))
      // Arithmetic may give NaN a sign, which would be printed.
      logs[name] = value.isNaN ? .nan : value
    }
    return logs
  }

  func resetMetrics() { for (_, metric) in reported { metric.reset() } }

  /// What is gathered over the batches of an epoch, by the names in logs. Before the outputs are known it is the
  /// total loss alone.
  var reported: [(name: String, metric: Metric)] {
    [(lossTracker.name, lossTracker)] + (objectives?.reported ?? [])
  }

  /// Forgets what was found out about the model and the programs, which are recorded again when they are needed.
  func forgetPrograms() {
    trainingFunctions = [:]
    evaluationFunctions = [:]
    knownOutputShapes = [:]
    objectives = nil
  }

  // MARK: Steps

  /// The program of a whole training step, for inputs, truth and perhaps sample weights of the given types:
  /// forward pass, losses, penalties, gradient, optimizer and metrics.
  ///
  /// If the step is measured, the program gives the measurements of `measuredLayers`.
  func trainingProgram(
    of model: Model, for types: [TensorType], _ layout: SampleLayout, isMeasured: Bool
  ) throws -> Program {
    hasSeenData = true
    let variables = model.trainableWeights
    let circumstances = TrainingCircumstances(model, variables, isMeasured: isMeasured)
    if circumstances != trainingCircumstances {
      optimizer.build(variables)
      trainingCircumstances = circumstances
      trainingFunctions = [:]
    }
    if let known = trainingFunctions[layout] { return try known.program(for: types) }
    let function = CompiledFunction { [unowned self, unowned model] arguments in
      guard isMeasured else {
        _ = try trainingStep(model, variables, arguments, layout, nil)
        return []
      }
      let measurement = StepMeasurement(model)
      let before = variables.map(\.value)
      let (loss, gradients) = try trainingStep(model, variables, arguments, layout, measurement)
      let (layers, tensors) = measurement.results(
        loss: loss, inputs: layout.inputs(arguments), before: before, gradients: gradients,
        variables: variables)
      measuredLayers = layers
      return tensors
    }
    trainingFunctions[layout] = function
    return try function.program(for: types)
  }

  private func trainingStep(
    _ model: Model, _ variables: [Variable], _ arguments: [Tensor], _ layout: SampleLayout,
    _ measurement: StepMeasurement?
  ) throws -> (loss: Tensor, gradients: [Tensor]) {
    var step = JudgedStep()
    let (_, gradients) = try valueAndGradient(for: variables) {
      let context = CallContext(training: true)
      if let measurement { context.observer = { measurement.observe($0, $1) } }
      step = try judge(model, arguments, layout, context)
      guard step.totalLoss.shape.isEmpty else {
        throw StrataError.invalidData(
          """
          training needs one number as the loss of a batch, not numbers of shape \(step.totalLoss.shape), as a loss with \
          the reduction none gives them
          """)
      }
      return optimizer.scaledLoss(step.totalLoss)
    }
    let loss = step.totalLoss
    try optimizer.apply(gradients, to: variables)
    updateMetrics(step, loss: loss, arguments, layout)
    return (loss, gradients)
  }

  /// The program that takes one batch into account in the losses and metrics, and leaves the weights alone.
  func evaluationProgram(
    of model: Model, for types: [TensorType], _ layout: SampleLayout
  ) throws -> Program {
    hasSeenData = true
    let identities = model.trainableWeights.map { ObjectIdentifier($0) }
    if identities != penalizedVariables {
      penalizedVariables = identities
      evaluationFunctions = [:]
    }
    if let known = evaluationFunctions[layout] { return try known.program(for: types) }
    let function = CompiledFunction { [unowned self, unowned model] arguments in
      let step = try judge(model, arguments, layout, CallContext(training: false))
      updateMetrics(step, loss: step.totalLoss, arguments, layout)
      return []
    }
    evaluationFunctions[layout] = function
    return try function.program(for: types)
  }

  /// Computes the outputs for a batch, their losses, and the total with all penalties.
  private func judge(
    _ model: Model, _ arguments: [Tensor], _ layout: SampleLayout, _ context: CallContext
  ) throws -> JudgedStep {
    try Device.current.group?.requireLayout(fits: model)
    let predictions = try model.outputs(for: layout.inputs(arguments), context: context)
      .map { $0.inFullPrecision() }
    let objectives = try objectives(of: model, outputCount: predictions.count)
    let losses = objectives.outputs.indices.map { output in
      objectives.outputs[output].lossValue(
        layout.truth(arguments, output: output), predictions[output],
        sampleWeight: layout.sampleWeight(arguments, output: output))
    }
    let weighted = zip(objectives.outputs, losses).compactMap { objective, loss in
      loss.map { loss in objective.lossWeight.map { loss * $0 } ?? loss }
    }
    let penalties = model.trainableWeights.compactMap { weight in weight.regularizer?(weight.value) }
    let parts = weighted + penalties + context.losses
    return JudgedStep(
      predictions: predictions, losses: losses,
      totalLoss: parts.dropFirst().reduce(parts.first ?? Tensor(0 as Float), +))
  }

  private func updateMetrics(
    _ step: JudgedStep, loss: Tensor, _ arguments: [Tensor], _ layout: SampleLayout
  ) {
    lossTracker.update(loss, sampleWeight: Tensor(Float(arguments[0].shape[0])))
    for (output, objective) in (objectives?.outputs ?? []).enumerated() {
      objective.update(
        step.losses[output], layout.truth(arguments, output: output), step.predictions[output],
        sampleWeight: layout.sampleWeight(arguments, output: output))
    }
  }
}

/// What a model makes of a batch.
private struct JudgedStep {
  var predictions: [Tensor] = []
  /// The loss of each output without its factor, nil for one without a loss.
  var losses: [Tensor?] = []
  var totalLoss = Tensor(0 as Float)
}

/// What the program of a training step depends on beside the types of the data.
private struct TrainingCircumstances: Equatable {
  private let variables: [ObjectIdentifier]
  /// Which layers are not frozen: batch normalization behaves differently, even without trainable weights.
  private let trainable: [Bool]
  private let isMeasured: Bool

  init(_ model: Model, _ variables: [Variable], isMeasured: Bool) {
    self.variables = variables.map { ObjectIdentifier($0) }
    trainable = model.allLayers.map(\.trainable)
    self.isMeasured = isMeasured
  }
}
