import Foundation
import Testing

@testable import Strata

/// Runs callbacks through epochs with made-up logs, as training does. Returns the number of epochs that were run.
@discardableResult
private func train(
  _ model: Model, _ callbacks: [Callback], epochs: [[String: Double]],
  afterEpoch: (Int) throws -> Void = { _ in }
) throws -> [[String: Double]] {
  model.stopTraining = false
  var history: [[String: Double]] = []
  for callback in callbacks {
    callback.model = model
    try callback.onTrainBegin()
  }
  for (epoch, made) in epochs.enumerated() where !model.stopTraining {
    for callback in callbacks { try callback.onEpochBegin(epoch) }
    try afterEpoch(epoch)
    var logs = made
    for callback in callbacks { try callback.onEpochEnd(epoch, logs: &logs) }
    history.append(logs)
  }
  for callback in callbacks { try callback.onTrainEnd(logs: history.last ?? [:]) }
  return history
}

private func compiledModel(_ metrics: [Metric] = [], optimizer: Optimizer = .sgd()) throws -> Sequential {
  let model = try Sequential {
    Input(shape: [1])
    Dense(1, kernelInitializer: .zeros)
  }
  model.compile(optimizer: optimizer, loss: .meanSquaredError(), metrics: metrics)
  return model
}

private func losses(_ values: [Double], _ name: String = "val_loss") -> [[String: Double]] {
  values.map { [name: $0] }
}

@Suite("Early stopping")
struct EarlyStoppingTests {
  // Expected numbers of epochs: `patience` epochs without improvement after the best one, Keras's rule.
  @Test(
    "Patience counts epochs without improvement",
    arguments: [(0, 3), (1, 3), (2, 4), (3, 8)])
  func patience(_ patience: Int, _ expected: Int) throws {
    let callback = EarlyStopping(patience: patience)
    let ran = try train(try compiledModel(), [callback], epochs: losses([3, 2, 2.5, 2.2, 1, 1, 1, 1, 1, 1]))
    #expect(ran.count == expected)
    #expect(callback.stoppedEpoch == expected - 1)
  }

  @Test("The first epoch never ends training")
  func firstEpoch() throws {
    let callback = EarlyStopping(baseline: 1)
    #expect(try train(try compiledModel(), [callback], epochs: losses([5, 6, 7])).count == 2)
  }

  @Test("Smaller differences than minDelta are no improvement")
  func minDelta() throws {
    let model = try compiledModel()
    let values = [1, 0.95, 0.91, 0.8]
    #expect(try train(model, [EarlyStopping(minDelta: 0.1, patience: 2)], epochs: losses(values)).count == 3)
    #expect(try train(model, [EarlyStopping(minDelta: 0.04, patience: 2)], epochs: losses(values)).count == 4)
  }

  @Test("An improvement that misses the baseline does not reset the patience")
  func baseline() throws {
    let callback = EarlyStopping(patience: 2, baseline: 0.5)
    #expect(
      try train(try compiledModel(), [callback], epochs: losses([0.9, 0.8, 0.7, 0.75, 0.1])).count == 4)
  }

  @Test("Epochs before the first watched one do not count")
  func startFromEpoch() throws {
    let callback = EarlyStopping(startFromEpoch: 3)
    #expect(try train(try compiledModel(), [callback], epochs: losses([1, 2, 3, 4, 5, 6])).count == 5)
  }

  @Test("A metric says which values are better")
  func directionOfAMetric() throws {
    let model = try compiledModel([.binaryAccuracy(), .mse()])
    let rising = [0.1, 0.2, 0.3]
    #expect(
      try train(
        model, [EarlyStopping(monitor: "val_binary_accuracy")], epochs: losses(rising, "val_binary_accuracy")
      )
      .count == 3)
    #expect(try train(model, [EarlyStopping(monitor: "mse")], epochs: losses(rising, "mse")).count == 2)
    #expect(throws: StrataError.self) {
      try train(model, [EarlyStopping(monitor: "unknown")], epochs: losses(rising, "unknown"))
    }
    let explicit = EarlyStopping(monitor: "unknown", mode: .max)
    #expect(try train(model, [explicit], epochs: losses(rising, "unknown")).count == 3)
  }

  @Test("The model gets the weights of the best epoch")
  func bestWeights() throws {
    let model = try compiledModel()
    let kernel = try #require(model.weights.first)
    for (patience, values) in [(2, [3, 1, 2, 2, 2] as [Double]), (9, [3, 1, 2])] {
      let callback = EarlyStopping(patience: patience, restoreBestWeights: true)
      try train(model, [callback], epochs: losses(values)) { epoch in
        kernel.value = Tensor([Float(epoch)], shape: [1, 1])
      }
      #expect(kernel.value.scalars(as: Float.self) == [1])
    }
  }

  @Test("A missing number is no reason to stop")
  func missing() throws {
    #expect(try train(try compiledModel(), [EarlyStopping()], epochs: losses([1, 2, 3], "loss")).count == 3)
  }
}

@Suite("Learning rates in callbacks")
struct LearningRateCallbackTests {
  @Test("A plateau lowers the rate, after which the cooldown is not counted")
  func plateau() throws {
    let model = try compiledModel(optimizer: .sgd(learningRate: 1))
    let callback = ReduceLROnPlateau(monitor: "loss", factor: 0.5, patience: 2, cooldown: 1, minLR: 0.2)
    let history = try train(model, [callback], epochs: losses(Array(repeating: 1, count: 12), "loss"))
    // Epoch 0 is best. Lowered after epochs 2, 4 (1 of cooldown, which counts itself down first, then 2) and so on.
    let rates = try #require(history.map { $0["learning_rate"] } as? [Double]).map { Float($0) }
    #expect(rates == [1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2])
  }

  @Test("An improvement starts the patience anew")
  func improvement() throws {
    let model = try compiledModel(optimizer: .sgd(learningRate: 1))
    let callback = ReduceLROnPlateau(monitor: "loss", factor: 0.5, patience: 2)
    try train(model, [callback], epochs: losses([5, 5, 4, 4, 3], "loss"))
    #expect(model.optimizer?.learningRate == 1)
    try train(model, [callback], epochs: losses([5, 5, 5], "loss"))
    #expect(model.optimizer?.learningRate == 0.5)
  }

  @Test("A schedule by epochs is given the epoch and the present rate")
  func scheduler() throws {
    let model = try compiledModel(optimizer: .sgd(learningRate: 1))
    let callback = LearningRateScheduler { epoch, rate in epoch == 2 ? 8 : rate / 2 }
    let history = try train(model, [callback], epochs: losses([1, 1, 1, 1]))
    #expect(history.map { $0["learning_rate"] } == [0.5, 0.25, 8, 4])
  }

  @Test("A rate that follows a schedule of the optimizer cannot be set")
  func scheduleOfTheOptimizer() throws {
    let model = try compiledModel(
      optimizer: .sgd(learningRate: .exponentialDecay(initialLearningRate: 1, decaySteps: 1, decayRate: 0.5)))
    #expect(throws: StrataError.self) {
      try train(model, [LearningRateScheduler { _, rate in rate }], epochs: losses([1]))
    }
  }
}

@Suite("Files written by callbacks")
struct CallbackFileTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "strata-\(UUID().uuidString)")

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("Checkpoints after each epoch, with numbers in their names")
  func checkpoints() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path + "/w-{epoch:02d}-{val_loss:.2f}.safetensors"
    try train(try compiledModel(), [ModelCheckpoint(path)], epochs: losses([0.5, 0.123]))
    #expect(try files() == ["w-01-0.50.safetensors", "w-02-0.12.safetensors"])
  }

  @Test("Only the best checkpoint is kept, and can be loaded")
  func bestCheckpoint() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = try compiledModel()
    let kernel = try #require(model.weights.first)
    let path = folder.path + "/best.npz"
    let callback = ModelCheckpoint(path, saveBestOnly: true, initialValueThreshold: 2.5)
    try train(model, [callback], epochs: losses([3, 2, 1, 4])) { epoch in
      kernel.value = Tensor([Float(epoch)], shape: [1, 1])
    }
    try model.loadWeights(from: path)
    #expect(kernel.value.scalars(as: Float.self) == [2])
  }

  @Test("Checkpoints after so many batches, across epochs")
  func batches() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = try compiledModel()
    let callback = ModelCheckpoint(
      folder.path + "/{epoch}-{batch}.safetensors", saveFrequency: .batches(5))
    let data = Tensor.zeros([8, 1])
    try model.fit(data, data, batchSize: 2, epochs: 3, verbose: .silent, callbacks: [callback])
    // Steps 5 and 10 of 4 + 4 + 4.
    #expect(try files() == ["2-1.safetensors", "3-2.safetensors"])
  }

  @Test("A name that the logs do not have is an error")
  func unknownName() throws {
    #expect(throws: StrataError.self) {
      try train(try compiledModel(), [ModelCheckpoint("w-{nonsense}.npz")], epochs: losses([1]))
    }
  }

  @Test("Places are filled as Python fills them")
  func template() throws {
    func path(_ text: String) throws -> String {
      try FilePathTemplate(text: text).path(["epoch": 7, "loss": 0.03125, "acc": 1])
    }
    #expect(try path("a{epoch}b{epoch:3d}c{epoch:03d}") == "a7b  7c007")
    #expect(
      try path("{loss:.3f}|{loss:8.2f}|{loss:08.3f}|{loss:.1e}|{loss}")
        == "0.031|    0.03|0000.031|3.1e-02|0.03125")
    #expect(try path("{acc}") == "1.0")
    #expect(try path("plain") == "plain")
    for broken in ["{epoch", "{epoch:x}", "{}", "{loss:s}"] {
      #expect(throws: StrataError.self) { try path(broken) }
    }
  }

  @Test("Epochs become lines of a CSV file")
  func csv() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path + "/log.csv"
    let model = try compiledModel()
    try train(model, [CSVLogger(path)], epochs: [["loss": 0.5, "acc": 1], ["loss": 0.25, "acc": 0.1]])
    try train(
      model, [CSVLogger(path, append: true)],
      epochs: [["loss": 1e-5, "acc": .nan, "val_acc": 2, "val_loss": 3]])
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(
      text
        == "epoch,acc,loss,val_acc,val_loss\r\n0,1.0,0.5,NA,NA\r\n1,0.1,0.25,NA,NA\r\n0,nan,1e-05,2.0,3.0\r\n"
    )
    try train(model, [CSVLogger(path, separator: ";")], epochs: [["val_loss": 3, "loss": 2]])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "epoch;loss;val_loss\r\n0;2.0;3.0\r\n")
  }

  @Test("A file that cannot be created is an error")
  func unwritable() throws {
    #expect(throws: StrataError.self) {
      try train(try compiledModel(), [CSVLogger("/nonexistent/log.csv")], epochs: losses([1]))
    }
  }
}

@Suite("Callbacks in training")
struct CallbackTrainingTests {
  @Test("A loss that is not a number ends training in the middle of an epoch")
  func terminateOnNaN() throws {
    let model = try compiledModel(optimizer: .sgd(learningRate: 0.1))
    let x = Tensor([1, 1, .nan, 1, 1, 1] as [Float], shape: [6, 1])
    var steps = 0
    let counter = LambdaCallback(onTrainBatchEnd: { _, _ in steps += 1 })
    try model.fit(
      x, Tensor.zeros([6, 1]), batchSize: 1, epochs: 4, verbose: .silent,
      callbacks: [TerminateOnNaN(), counter],
      shuffle: false)
    #expect(steps == 3)
    #expect(throws: StrataError.nonFiniteLoss(epoch: 0, step: 0)) {
      try model.fit(
        x, Tensor.zeros([6, 1]), batchSize: 1, verbose: .silent,
        callbacks: [TerminateOnNaN(raisesError: true)])
    }
  }

  @Test("Closures are called in order, and additions to the logs reach the history")
  func lambda() throws {
    let model = try compiledModel(optimizer: .sgd(learningRate: 0.5))
    var events: [String] = []
    let callback = LambdaCallback(
      onTrainBegin: { events.append("begin") }, onTrainEnd: { _ in events.append("end") },
      onEpochBegin: { events.append("epoch \($0)") },
      onEpochEnd: { epoch, logs in events.append("epoch \(epoch) ends: \(logs.keys.sorted())") },
      onTrainBatchBegin: { events.append("batch \($0)") },
      onTrainBatchEnd: { step, logs in events.append("batch \(step) ends: \(logs.keys.sorted())") })
    let history = try model.fit(
      Tensor.zeros([2, 1]), Tensor.zeros([2, 1]), batchSize: 1, verbose: .silent,
      callbacks: [LearningRateScheduler { _, _ in 0.25 }, callback])
    #expect(
      events == [
        "begin", "epoch 0", "batch 0", "batch 0 ends: [\"loss\"]", "batch 1", "batch 1 ends: [\"loss\"]",
        "epoch 0 ends: [\"learning_rate\", \"loss\"]", "end",
      ])
    #expect(history["learning_rate"] == [0.25])
  }
}
