import Testing

@testable import Strata

/// What `fit` does around the steps, and what it refuses.
@Suite struct FitTests {
  private let x = Tensor((0..<40).map { Float($0 % 7) / 7 - Float($0 % 3) }, shape: [10, 4])
  private let y = Tensor([0, 1, 2, 0, 1, 2, 0, 1, 2, 0] as [Int32])

  private func classifier(name: String? = nil) throws -> Sequential {
    let model = try withRandomSeed(1) {
      try Sequential(name: name) {
        Input(shape: [4])
        Dense(8, activation: .relu)
        Dense(3, activation: .softmax)
      }
    }
    model.compile(
      optimizer: .adam(learningRate: 0.05), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
    return model
  }

  // MARK: What it does

  @Test func lossFalls() throws {
    let model = try classifier()
    let history = try model.fit(x, y, batchSize: 4, epochs: 200, verbose: 0)
    #expect(history.epochs == Array(0..<200))
    #expect(history.epochSeconds.count == 200)
    #expect(try #require(history["loss"].last) < 0.5 * history["loss"][0])
  }

  @Test func weightsChangeAndStructureDoesNot() throws {
    let model = try classifier()
    let before = try model.getWeights()
    try model.fit(x, y, verbose: 0)
    for (old, new) in zip(before, try model.getWeights()) {
      #expect(old.shape == new.shape)
      #expect(old.scalars(as: Float.self) != new.scalars(as: Float.self))
    }
  }

  @Test func equalSeedsGiveEqualRuns() throws {
    func run() throws -> [[Float]] {
      let model = try classifier()
      try withRandomSeed(5) { _ = try model.fit(x, y, batchSize: 3, epochs: 5, verbose: 0) }
      return try model.getWeights().map { $0.scalars(as: Float.self) }
    }
    #expect(try run() == run())
  }

  @Test func frozenLayersStayAlsoAfterCompiling() throws {
    let model = try classifier()
    try model.fit(x, y, verbose: 0)
    model.layers[0].trainable = false
    let frozen = try model.layers[0].getWeights().map { $0.scalars(as: Float.self) }
    let head = try model.layers[1].getWeights().map { $0.scalars(as: Float.self) }
    try model.fit(x, y, epochs: 3, verbose: 0)
    #expect(try model.layers[0].getWeights().map { $0.scalars(as: Float.self) } == frozen)
    #expect(try model.layers[1].getWeights().map { $0.scalars(as: Float.self) } != head)
  }

  @Test func modelsWithoutInputAreBuiltByTheData() throws {
    let model = try Sequential { Dense(3, activation: .softmax) }
    model.compile(loss: .sparseCategoricalCrossentropy())
    try model.fit(x, y, verbose: 0)
    #expect(model.weights.map(\.shape) == [[4, 3], [3]])
  }

  @Test func mistakesInValidationDataAreCalledThat() throws {
    for (validation, expected) in [
      (Batch(x[0..<0], y[0..<0]), "validationData: there are no samples: x has the shape [0, "),
      (Batch(x, y[0..<3]), "validationData: x has "),
    ] {
      let text = try message { try classifier().fit(x, y, verbose: 0, validationData: validation) }
      #expect(text.hasPrefix(expected), "\(text)")
    }
  }

  @Test func aFrozenLayerIsNotPenalized() throws {
    let layer = Dense(2, kernelInitializer: .ones, kernelRegularizer: .l2(0.5))
    let model = try Sequential([Input(shape: [3]), layer, Dense(2, name: "trained")])
    model.compile(optimizer: .sgd(learningRate: 0), loss: .meanSquaredError())
    let (x, y) = (Tensor.zeros([4, 3]), Tensor.zeros([4, 2]))
    func losses() throws -> [Double] {
      [try model.evaluate(x, y, verbose: 0)["loss"]!, try model.fit(x, y, verbose: 0)["loss"][0]]
    }
    #expect(try losses() == [3, 3])
    layer.trainable = false
    #expect(try losses() == [0, 0])
    layer.trainable = true
    #expect(try losses() == [3, 3])
  }

  @Test func notANumberHasNoSign() throws {
    let model = try Sequential([Input(shape: [1]), Dense(1, kernelInitializer: .ones)])
    model.compile(
      optimizer: .sgd(), loss: .custom("minus NaN") { _, yPred in -(yPred - yPred + Tensor(-Float.nan)) })
    let x = Tensor.ones([2, 1])
    let history = try model.fit(x, x, verbose: 0)
    #expect("\(history["loss"])" == "[nan]")
    model.compile(optimizer: .sgd(), loss: .custom("NaN") { _, yPred in yPred - yPred + Tensor(-Float.nan) })
    #expect("\(try model.evaluate(x, x, verbose: 0)["loss"]!)" == "nan")
  }

  @Test func validationDataOverruleTheSplitAndAreJudgedAsOften() throws {
    let model = try classifier()
    let history = try model.fit(
      x, y, epochs: 4, verbose: 0, validationSplit: 0.5, validationData: Batch(x, y), validationFrequency: 2)
    #expect(history["loss"].count == 4)
    #expect(history["val_loss"].count == 2)
    let judged = try model.evaluate(x, y, verbose: 0)
    #expect(history["val_loss"].last == judged["loss"])
  }

  @Test func predictionsDoNotDependOnTheBatchSize() throws {
    let model = try classifier()
    let whole = try model.predict(x)
    let pieces = try model.predict(x, batchSize: 3)
    #expect(whole.shape == [10, 3])
    expectClose(pieces.scalars(), whole.scalars())
    expectClose(try model(x).scalars(), whole.scalars())
  }

  @Test func asynchronousBatchesTrainAsArraysDo() async throws {
    let arrays = try classifier()
    let expected = try arrays.fit(x, y, batchSize: 5, epochs: 3, verbose: 0, shuffle: false)
    let streamed = try classifier()
    let batches = AsyncStream { continuation in
      for _ in 0..<3 {
        for start in [0, 5] { continuation.yield(Batch(x[start..<start + 5], y[start..<start + 5])) }
      }
      continuation.finish()
    }
    let history = try await streamed.fit(batches, stepsPerEpoch: 2, epochs: 3, verbose: 0)
    #expect(history["loss"] == expected["loss"])
  }

  @Test func aDataSourceThatEndsEarlyIsReported() async throws {
    let model = try classifier()
    let batches = AsyncStream { continuation in
      continuation.yield(Batch(x, y))
      continuation.finish()
    }
    await #expect(throws: StrataError.self) {
      try await model.fit(batches, stepsPerEpoch: 2, verbose: 0)
    }
  }

  @Test func notANumberPassesThroughActivations() throws {
    let model = try Sequential {
      Input(shape: [5, 5, 1])
      Conv2D(2, kernelSize: 3, activation: .relu)
      Flatten()
      Dense(3, activation: .relu)
      Dense(3, activation: .softmax)
    }
    let images = Tensor.full([2, 5, 5, 1], Double.nan, dtype: .float32)
    #expect(try model.predict(images).scalars(as: Float.self).allSatisfy(\.isNaN))
    model.compile(loss: .sparseCategoricalCrossentropy())
    #expect(throws: StrataError.nonFiniteLoss(epoch: 0, step: 0)) {
      try model.fit(
        images, Tensor([0, 1] as [Int32]), verbose: 0, callbacks: [TerminateOnNaN(raisesError: true)])
    }
  }

  // MARK: Callbacks

  private final class Recorder: Callback {
    var events: [String] = []
    var stopAfter = Int.max
    override func onTrainBegin() { events.append("train") }
    override func onEpochBegin(_ epoch: Int) { events.append("epoch \(epoch)") }
    override func onTrainBatchEnd(_ step: Int, logs: [String: Double]) { events.append("batch \(step)") }
    override func onEpochEnd(_ epoch: Int, logs: inout [String: Double]) {
      events.append("end \(logs.keys.sorted())")
      if epoch == stopAfter { model?.stopTraining = true }
    }
    override func onTrainEnd(logs: [String: Double]) { events.append("done") }
  }

  @Test func callbacksAreTold() throws {
    let recorder = Recorder()
    recorder.stopAfter = 0
    try classifier().fit(x, y, batchSize: 5, epochs: 9, verbose: 0, callbacks: [recorder])
    #expect(
      recorder.events == [
        "train", "epoch 0", "batch 0", "batch 1", "end [\"accuracy\", \"loss\"]", "done",
      ])
  }

  // MARK: What it refuses

  private func message(_ body: () throws -> Void) throws -> String {
    try #require(#expect(throws: StrataError.self) { try body() }).description
  }

  @Test func notCompiled() throws {
    let model = try Sequential(name: "raw") {
      Input(shape: [4])
      Dense(3)
    }
    #expect(throws: StrataError.notCompiled(model: "raw")) { try model.fit(x, y, verbose: 0) }
    #expect(throws: StrataError.notCompiled(model: "raw")) { try model.evaluate(x, y, verbose: 0) }
    #expect(try model.predict(x).shape == [10, 3])
  }

  @Test func wrongInputShape() throws {
    let text = try message { try classifier(name: "net").fit(Tensor.ones([10, 5]), y, verbose: 0) }
    #expect(text.contains("net") && text.contains("5") && text.contains("4"))
  }

  @Test func unequalSampleCounts() throws {
    let text = try message { try classifier().fit(x, y[0..<7], verbose: 0) }
    #expect(text.contains("10") && text.contains("7"))
    _ = try message { try classifier().fit(x, y, verbose: 0, sampleWeight: Tensor.ones([9])) }
  }

  @Test func noSamples() throws {
    _ = try message { try classifier().fit(Tensor.zeros([0, 4]), Tensor([] as [Int32]), verbose: 0) }
    _ = try message { _ = try classifier().predict(Tensor.zeros([0, 4])) }
  }

  @Test func labelsOutOfRange() throws {
    var labels = y.scalars(as: Int32.self)
    labels[6] = 3
    #expect(throws: StrataError.labelOutOfRange(label: 3, classes: 3, index: 6)) {
      try classifier().fit(x, Tensor(labels), verbose: 0)
    }
  }

  @Test func truthOfAnotherShape() throws {
    let model = try Sequential {
      Input(shape: [4])
      Dense(2)
    }
    model.compile(loss: .meanSquaredError())
    let text = try message { try model.fit(x, Tensor.ones([10, 5]), verbose: 0) }
    #expect(text.contains("5") && text.contains("2"))
  }

  @Test(arguments: [0, 1, 2, 3]) func metricsThatCannotCompareTheTruth(choice: Int) throws {
    let model = try Sequential {
      Input(shape: [4])
      Dense(3)
    }
    let metric: [Metric] = [.sparseCategoricalAccuracy(), .auc(), .precision(), .rootMeanSquaredError()]
    model.compile(
      loss: choice == 0 ? .meanSquaredError() : .sparseCategoricalCrossentropy(fromLogits: true),
      metrics: [metric[choice]])
    let text = try message { try model.fit(x, choice == 0 ? Tensor.ones([10, 3]) : y, verbose: 0) }
    #expect(text.contains(metric[choice].name))
  }

  @Test func classAndSampleWeightsTogether() throws {
    _ = try message {
      try classifier().fit(x, y, verbose: 0, classWeight: [0: 2], sampleWeight: Tensor.ones([10]))
    }
  }

  @Test func classAndSampleWeightsTogetherOnOneBatch() throws {
    _ = try message {
      _ = try classifier().trainOnBatch(x, y, sampleWeight: Tensor.ones([10]), classWeight: [0: 2])
    }
  }

  @Test(arguments: [[10, 3], [10, 1, 1], [10, 2]]) func sampleWeightsOfAnotherShape(shape: [Int]) throws {
    let text = try message {
      try classifier().fit(x, y, verbose: 0, sampleWeight: Tensor.ones(shape))
    }
    #expect(text.contains("sample weights") && text.contains("\(shape)"))
  }

  @Test func sampleWeightsInAColumn() throws {
    let weights = Tensor.arange(10).converted(to: .float32)
    let vector = try classifier().fit(x, y, verbose: 0, sampleWeight: weights)
    let column = try classifier().fit(x, y, verbose: 0, sampleWeight: weights.reshaped([10, 1]))
    #expect(vector["loss"] == column["loss"])
  }

  @Test(arguments: [-0.5, 1, 0.99, 2]) func splitsThatLeaveNothing(share: Double) throws {
    let text = try message { try classifier().fit(x, y, verbose: 0, validationSplit: share) }
    #expect(text.contains("validationSplit"))
  }

  @Test func batchSizeZero() throws {
    let text = try message { try classifier().fit(x, y, batchSize: 0, verbose: 0) }
    #expect(text.contains("batchSize"))
  }

  /// Freezing it changes no trainable weight, but the program all the same.
  @Test func normalizationWithoutTrainableWeightsFreezesToo() throws {
    let normalization = BatchNormalization(center: false, scale: false)
    let model = try Sequential([Input(shape: [3]), normalization, Dense(1)])
    model.compile(optimizer: .sgd(), loss: .meanSquaredError())
    let (x, y) = (Tensor.randomNormal([16, 3], mean: 5, seed: 1), Tensor.zeros([16, 1]))
    try model.trainOnBatch(x, y)
    normalization.trainable = false
    let before = try normalization.getWeights()
    try model.trainOnBatch(x, y)
    #expect(
      try normalization.getWeights()[0].allClose(to: before[0], relativeTolerance: 0, absoluteTolerance: 0))
    normalization.trainable = true
    try model.trainOnBatch(x, y)
    #expect(try !normalization.getWeights()[0].allClose(to: before[0]))
  }
}
