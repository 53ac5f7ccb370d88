import StrataGraph

/// What a model is trained and judged with, and the programs recorded for it.
final class Compilation {
  let optimizer: Optimizer
  let loss: any Loss
  let metrics: [Metric]
  let weightedMetrics: [Metric]
  /// The mean loss over the samples of the epoch so far.
  let lossTracker = Mean(name: "loss")

  init(optimizer: Optimizer, loss: any Loss, metrics: [Metric], weightedMetrics: [Metric]) {
    self.optimizer = optimizer
    self.loss = loss
    self.metrics = metrics
    self.weightedMetrics = weightedMetrics
  }

  /// Whether any data have been seen. Keras draws an order of the samples that it does not use when `fit` is the
  /// first to see data, and so does `fit` here.
  var hasSeenData = false

  private var trainingFunction: CompiledFunction?
  private var trainingCircumstances: TrainingCircumstances?
  /// What a measured step measures.
  private(set) var measuredLayers: [MeasuredLayer] = []
  private var evaluationFunction: CompiledFunction?
  /// The variables that could be trained when the evaluation was recorded: their penalties are part of the loss.
  private var penalizedVariables: [ObjectIdentifier] = []

  /// The loss and metrics since the last reset: the loss and other names in alphabetical order, as in Keras.
  func logs() -> [String: Double] {
    var logs: [String: Double] = [:]
    for metric in allMetrics {
      let value = Double(metric.result().scalar(as: Float.self))
      // Arithmetic may give NaN a sign, which would be printed.
      logs[metric.name] = value.isNaN ? .nan : value
    }
    return logs
  }

  func resetMetrics() { for metric in allMetrics { metric.reset() } }

  /// What is gathered over the batches of an epoch.
  var allMetrics: [Metric] { [lossTracker] + metrics + weightedMetrics }

  /// Forgets the programs, which are recorded again when they are needed.
  func forgetPrograms() {
    trainingFunction = nil
    evaluationFunction = nil
  }

  // MARK: Steps

  /// The program of a whole training step, for inputs, truth and perhaps sample weights of the given types:
  /// forward pass, loss, penalties, gradient, optimizer and metrics.
  ///
  /// If the step is measured, the program gives the measurements of `measuredLayers`.
  func trainingProgram(of model: Model, for types: [TensorType], isMeasured: Bool) throws -> Program {
    hasSeenData = true
    let variables = model.trainableWeights
    let circumstances = TrainingCircumstances(model, variables, isMeasured: isMeasured)
    if trainingFunction == nil || circumstances != trainingCircumstances {
      optimizer.build(variables)
      trainingCircumstances = circumstances
      trainingFunction = CompiledFunction { [unowned self, unowned model] arguments in
        guard isMeasured else {
          _ = try trainingStep(model, variables, arguments, nil)
          return []
        }
        let measurement = StepMeasurement(model)
        let before = variables.map(\.value)
        let (loss, gradients) = try trainingStep(model, variables, arguments, measurement)
        let (layers, tensors) = measurement.results(
          loss: loss, input: arguments[0], before: before, gradients: gradients, variables: variables)
        measuredLayers = layers
        return tensors
      }
    }
    return try trainingFunction!.program(for: types)
  }

  private func trainingStep(
    _ model: Model, _ variables: [Variable], _ arguments: [Tensor], _ measurement: StepMeasurement?
  ) throws -> (loss: Tensor, gradients: [Tensor]) {
    let (x, y, sampleWeight) = (arguments[0], arguments[1], arguments.count > 2 ? arguments[2] : nil)
    var prediction = x
    let (loss, gradients) = try valueAndGradient(for: variables) {
      let context = CallContext(training: true)
      if let measurement { context.observer = { measurement.observe($0, output: $1) } }
      prediction = try model(x, context: context)
      return totalLoss(model, y, prediction, sampleWeight, context)
    }
    try optimizer.apply(gradients, to: variables)
    updateMetrics(loss, y, prediction, sampleWeight)
    return (loss, gradients)
  }

  /// The program that takes one batch into account in the loss and metrics, and leaves the weights alone.
  func evaluationProgram(of model: Model, for types: [TensorType]) throws -> Program {
    hasSeenData = true
    let identities = model.trainableWeights.map { ObjectIdentifier($0) }
    if evaluationFunction == nil || identities != penalizedVariables {
      penalizedVariables = identities
      evaluationFunction = CompiledFunction { [unowned self, unowned model] arguments in
        let (x, y, sampleWeight) = (arguments[0], arguments[1], arguments.count > 2 ? arguments[2] : nil)
        let context = CallContext(training: false)
        let prediction = try model(x, context: context)
        updateMetrics(
          totalLoss(model, y, prediction, sampleWeight, context), y, prediction, sampleWeight)
        return []
      }
    }
    return try evaluationFunction!.program(for: types)
  }

  private func totalLoss(
    _ model: Model, _ y: Tensor, _ prediction: Tensor, _ sampleWeight: Tensor?, _ context: CallContext
  ) -> Tensor {
    let penalties = model.trainableWeights.compactMap { weight in weight.regularizer?(weight.value) }
    return (penalties + context.losses).reduce(loss(y, prediction, sampleWeight: sampleWeight), +)
  }

  private func updateMetrics(
    _ loss: Tensor, _ y: Tensor, _ prediction: Tensor, _ sampleWeight: Tensor?
  ) {
    lossTracker.update(loss, sampleWeight: Tensor(Float(prediction.shape[0])))
    for metric in metrics { metric.update(y, prediction, sampleWeight: nil) }
    for metric in weightedMetrics { metric.update(y, prediction, sampleWeight: sampleWeight) }
  }
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
