import Foundation
import StrataIO
import Testing

@testable import Strata

/// Whole training runs against those of Keras on JAX, recorded in the family `training`: the same seed must give
/// the same initial weights, losses, metrics, final weights and optimizer state.
@Suite struct KerasHistoryTests {
  private static let fashionMNIST = "/usr/share/datasets/fashion-mnist"
  private let fixture: Fixture

  init() throws { fixture = try Fixture("training") }

  @Test func classifier() throws {
    try expectSameRun("classifier") {
      let model = try Sequential {
        Input(shape: [8])
        Dense(16, activation: .relu)
        Dense(3, activation: .softmax)
      }
      model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
      return model
    } fit: { model, x, y, _ in
      try model.fit(x, y, batchSize: 32, epochs: 5, verbose: 0, validationSplit: 0.25)
    }
  }

  @Test func convolutional() throws {
    try expectSameRun("convolutional") {
      let model = try Sequential {
        Input(shape: [6, 6, 2])
        Conv2D(4, kernelSize: 3, padding: .same, useBias: false)
        BatchNormalization()
        Activation(.relu)
        MaxPooling2D()
        Conv2D(5, kernelSize: 2, activation: .elu, kernelInitializer: .heNormal())
        Dropout(0.25)
        Flatten()
        Dense(8, activation: .tanh)
        Dropout(0.5)
        Dense(3, activation: .softmax)
      }
      model.compile(
        optimizer: .adam(learningRate: 0.01), loss: .categoricalCrossentropy(labelSmoothing: 0.1),
        metrics: [.accuracy(), .topKCategoricalAccuracy(k: 2)])
      return model
    } fit: { model, x, y, _ in
      try model.fit(x, y, batchSize: 16, epochs: 3, verbose: 0, validationSplit: 0.2)
    }
  }

  @Test func regression() throws {
    try expectSameRun("regression") {
      let model = try Sequential {
        Input(shape: [5])
        Dense(6, activation: .tanh, kernelRegularizer: .l2(0.01))
        Dense(2, kernelRegularizer: .l1(0.001), biasRegularizer: .l2(0.1))
      }
      model.compile(
        optimizer: .sgd(learningRate: 0.05, momentum: 0.9, nesterov: true), loss: .meanSquaredError(),
        metrics: [.meanAbsoluteError(name: "mae")], weightedMetrics: [.meanSquaredError(name: "mse")])
      return model
    } fit: { model, x, y, weight in
      try model.fit(x, y, batchSize: 10, epochs: 6, verbose: 0, sampleWeight: weight)
    }
  }

  @Test func binary() throws {
    try expectSameRun("binary") {
      let model = try Sequential {
        Input(shape: [4])
        Dense(5, activation: .relu)
        Dense(1, activation: .sigmoid)
      }
      model.compile(
        optimizer: .rmsprop(learningRate: 0.01), loss: .binaryCrossentropy(),
        metrics: [.accuracy(), .auc(), .precision(), .recall()])
      return model
    } fit: { model, x, y, _ in
      try model.fit(
        x, y, batchSize: 16, epochs: 4, verbose: 0, validationSplit: 0.2, classWeight: [0: 0.5, 1: 2])
    }
  }

  @Test func weightedClasses() throws {
    try expectSameRun("weightedClasses") {
      let model = try Sequential {
        Input(shape: [6])
        Dense(7, activation: .gelu)
        Dense(4)
      }
      model.compile(
        optimizer: .adamW(
          learningRate: .exponentialDecay(initialLearningRate: 0.02, decaySteps: 4, decayRate: 0.8),
          weightDecay: 0.01,
          clipping: .globalNorm(0.5)),
        loss: .sparseCategoricalCrossentropy(fromLogits: true), metrics: [.accuracy()])
      return model
    } fit: { model, x, y, _ in
      try model.fit(
        x, y, batchSize: 8, epochs: 3, verbose: 0, shuffle: false, classWeight: [0: 1.5, 3: 0.25])
    }
  }

  /// The example's network without its dropout, on the first 20 batches of Fashion-MNIST.
  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: Self.fashionMNIST), "the data set is not installed"))
  func fashionMNISTSteps() throws {
    let recorded = try fixture.named("fashionMnist")
    let data = try ImageDataset.fashionMNIST()
    try withSeed(of: recorded) {
      let model = try Sequential {
        Input(shape: [28, 28, 1])
        Conv2D(32, kernelSize: 3, activation: .relu)
        MaxPooling2D()
        Conv2D(64, kernelSize: 3, activation: .relu)
        MaxPooling2D()
        Flatten()
        Dense(128, activation: .relu)
        Dense(10, activation: .softmax)
      }
      model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
      let losses = try #require(recorded["losses"]?.array).compactMap { $0.double.map(Float.init) }
      #expect(losses.count == 20)
      let found = try losses.indices.map { step in
        model.resetMetrics()
        let rows = step * 64..<(step + 1) * 64
        let logs = try model.trainOnBatch(data.trainingImages[rows], data.trainingLabels[rows])
        return Float(try #require(logs["loss"]))
      }
      expectClose(found, losses, absolute: 0, relative: 1e-4, "loss")
    }
  }

  private func expectSameRun(
    _ name: String, _ makeModel: () throws -> Sequential,
    fit: (Sequential, Tensor, Tensor, Tensor?) throws -> History
  ) throws {
    let recorded = try fixture.named(name)
    let x = Tensor(try recorded.array("x").hostBuffer())
    let y = Tensor(try recorded.array("y").hostBuffer())
    let hasWeight = recorded["sampleWeight"]?.string != nil
    let weight = hasWeight ? Tensor(try recorded.array("sampleWeight").hostBuffer()) : nil

    let (model, history) = try withSeed(of: recorded) {
      let model = try makeModel()
      try expectRecorded(recorded, "initialWeights", model.getWeights(), relative: 1e-6)
      return (model, try fit(model, x, y, weight))
    }
    let expected = try #require(recorded["history"]?.object)
    #expect(Set(history.values.keys) == Set(expected.keys))
    for (key, values) in expected {
      let numbers = try #require(values.array).compactMap { $0.double.map(Float.init) }
      expectClose(history[key].map(Float.init), numbers, absolute: 1e-6, relative: 1e-4, "\(name) \(key)")
    }
    try expectRecorded(recorded, "finalWeights", model.getWeights(), absolute: 2e-5, relative: 1e-3)
    try expectRecorded(
      recorded, "optimizerVariables", try #require(model.optimizer).variables.map(\.value), absolute: 2e-5,
      relative: 2e-3)
    let evaluation = try model.evaluate(x, y, batchSize: 16, verbose: 0)
    for (key, value) in try #require(recorded["evaluation"]?.object) {
      expectClose(
        [Float(try #require(evaluation[key]))], [Float(try #require(value.double))], relative: 1e-4,
        "\(name) evaluation \(key)")
    }
    expectClose(
      try model.predict(x[0..<9], batchSize: 4), try recorded.array("prediction"), absolute: 2e-5,
      relative: 1e-3, "\(name) prediction")
  }

  private func withSeed<Result>(of recorded: Fixture.Case, _ body: () throws -> Result) throws -> Result {
    try withRandomSeed(UInt32(#require(recorded["seed"]?.integer)), body)
  }

  private func expectRecorded(
    _ recorded: Fixture.Case, _ field: String, _ found: [Tensor], absolute: Float = 1e-7, relative: Float
  ) throws {
    let expected = try #require(recorded[field]?.array)
    #expect(found.count == expected.count, "\(field)")
    for (tensor, entry) in zip(found, expected) {
      let array = try recorded.array(try #require(entry["value"]))
      guard array.type.dtype == .float32 else { continue }
      expectClose(
        tensor, array, absolute: absolute, relative: relative,
        "\(recorded.name) \(field) \(entry["path"]?.string ?? "")")
    }
  }
}
