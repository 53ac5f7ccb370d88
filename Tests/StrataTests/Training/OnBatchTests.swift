import Testing

@testable import Strata

/// Training, judging and predicting one batch at a time.
@Suite("Single batches")
struct OnBatchTests {
  private let x = Tensor((0..<40).map { Float($0 % 7) / 7 - Float($0 % 3) }, shape: [10, 4])
  private let y = Tensor([0, 1, 2, 0, 1, 2, 0, 1, 2, 0] as [Int32])

  private func classifier() throws -> Sequential {
    let model = try withRandomSeed(1) {
      try Sequential([Input(shape: [4]), Dense(8, activation: .relu), Dense(3, activation: .softmax)])
    }
    model.compile(
      optimizer: .adam(learningRate: 0.05), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
    return model
  }

  @Test("Each call tells of its own batch, as in Keras")
  func logs() throws {
    let model = try classifier()
    let before = try model.evaluate(x, y, batchSize: 10, verbose: .silent)
    #expect(try model.testOnBatch(x[0..<3], y[0..<3]) != before)
    #expect(try model.testOnBatch(x, y) == before)
    #expect(try model.trainOnBatch(x, y) == before)
    let after = try model.trainOnBatch(x, y)
    #expect(Set(after.keys) == ["loss", "accuracy"])
    #expect(try #require(after["loss"]) < #require(before["loss"]))
  }

  /// Keras 3.15.1 gives these for a network of ones that is to give zeros.
  @Test("Losses and metrics are Keras's")
  func numbersOfKeras() throws {
    let model = try Sequential([Input(shape: [2]), Dense(1, kernelInitializer: .ones)])
    model.compile(optimizer: .sgd(), loss: .meanSquaredError(), metrics: [.meanAbsoluteError()])
    let (ones, zeros) = (Tensor.ones([4, 2]), Tensor.zeros([4, 1]))
    #expect(try model.testOnBatch(ones * 2, zeros)["loss"] == 16)
    #expect(try model.trainOnBatch(ones, zeros)["mean_absolute_error"] == 2)
    let weighted = try model.testOnBatch(
      ones[0..<2], zeros[0..<2], sampleWeight: Tensor([1, 0] as [Float]))
    #expect(abs(try #require(weighted["loss"]) - 1.767199993133545) < 1e-6)
    #expect(abs(try #require(weighted["mean_absolute_error"]) - 1.8799999952316284) < 1e-6)
  }

  @Test("Predictions are those of predict")
  func predictions() throws {
    let model = try classifier()
    let whole = try model.predictOnBatch(x)
    expectClose(whole.scalars(), try model.predict(x, batchSize: 3).scalars())
    #expect(try model.predictAllOnBatch([x]).map(\.shape) == [[10, 3]])
    #expect(throws: StrataError.self) { try model.predictOnBatch(Tensor.ones([0, 4])) }
    #expect(throws: StrataError.self) { try model.predictOnBatch(Tensor(1 as Float)) }
  }

  @Test("A device does it to rounding", .needsXLA)
  func device() throws {
    func results(_ device: Device?) throws -> [Double] {
      let model = try classifier()
      var losses: [Double?] = []
      for _ in 0..<5 { losses.append(try model.trainOnBatch(x, y, device: device)["loss"]) }
      losses.append(try model.testOnBatch(x, y, device: device)["loss"])
      let predictions = try model.predictOnBatch(x, device: device)
      #expect(Device.current == .cpu)
      return try losses.map { try #require($0) } + predictions.scalars(as: Float.self).map(Double.init)
    }
    for (found, expected) in zip(try results(.xla), try results(nil)) {
      #expect(abs(found - expected) < 1e-5, "\(found) through XLA, \(expected) on the cpu")
    }
  }

  @Test("A device that is not there is an error, and nothing has changed")
  func unavailable() throws {
    let model = try classifier()
    let before = try model.getWeights().map(\.json)
    let logs = try model.testOnBatch(x, y)
    for call in [
      { _ = try model.trainOnBatch(x, y, device: .tpu(77)) },
      { _ = try model.testOnBatch(x, y, device: .tpu(77)) },
      { _ = try model.predictOnBatch(x, device: .tpu(77)) },
      { _ = try model.predictAllOnBatch(x, device: .tpu(77)) },
    ] as [() throws -> Void] {
      let error = #expect(throws: StrataError.self) { try call() }
      #expect("\(error!)".hasPrefix("the device tpu:77 cannot be used: "))
    }
    #expect(try model.getWeights().map(\.json) == before)
    #expect(try model.testOnBatch(x, y) == logs)
  }
}
