import Testing

@testable import Strata

/// Whole runs of training, with Strata's own engine and through XLA: the same weights to start from, the same batches.
@Suite("Training on devices", .needsXLA)
struct TrainingOnDevicesTests {
  private static let steps = 20

  /// What a kind of network is trained on.
  enum Network: String, CaseIterable, CustomTestStringConvertible {
    case mlp, cnn, lstm, residual, textWithGRU

    var testDescription: String { rawValue }
    var sampleShape: [Int] {
      switch self {
      case .mlp: [12]
      case .cnn: [10, 10, 1]
      case .lstm: [9, 5]
      case .residual: [8, 8, 3]
      case .textWithGRU: [11]
      }
    }

    func model() throws -> Model {
      switch self {
      case .mlp:
        return try Sequential([Dense(16, activation: .relu), Dropout(0.25), Dense(4, activation: .softmax)])
      case .cnn:
        return try Sequential([
          Conv2D(4, kernelSize: 3, activation: .relu), MaxPooling2D(), Conv2D(6, kernelSize: 3), Flatten(),
          Dense(4, activation: .softmax),
        ])
      case .lstm: return try Sequential([LSTM(8), Dense(4, activation: .softmax)])
      case .textWithGRU:
        return try Sequential([Embedding(50, 6, maskZero: true), GRU(8), Dense(4, activation: .softmax)])
      case .residual:
        let input = Input(shape: [8, 8, 3])
        let start = try BatchNormalization()(Conv2D(4, kernelSize: 3, padding: .same)(input))
        let inner = try ReLU()(BatchNormalization()(Conv2D(4, kernelSize: 3, padding: .same)(start)))
        let sum = try ReLU()(start + Conv2D(4, kernelSize: 1)(inner))
        return try Model(
          inputs: input, outputs: Dense(4, activation: .softmax)(GlobalAveragePooling2D()(sum)))
      }
    }

    func samples(_ count: Int) -> Tensor {
      let size = sampleShape.reduce(1, *)
      if self == .textWithGRU {
        return Tensor((0..<count * size).map { Int32($0 * 31 % 50) }, shape: [count] + sampleShape)
      }
      return Tensor((0..<count * size).map { Float($0 * 37 % 101) / 50 - 1 }, shape: [count] + sampleShape)
    }
  }

  private func losses(_ network: Network, on device: Device) throws -> [Double] {
    try withRandomSeed(21) {
      let model = try network.model()
      model.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy())
      let x = network.samples(16 * Self.steps)
      let y = Tensor((0..<16 * Self.steps).map { Int32($0 * 7 % 4) })
      var losses: [Double] = []
      try withDevice(device) {
        for step in 0..<Self.steps {
          let rows = 16 * step..<16 * (step + 1)
          model.resetMetrics()
          losses.append(try #require(model.trainOnBatch(x[rows], y[rows])["loss"]))
        }
        losses.append(try #require(model.evaluate(x, y, verbose: .silent)["loss"]))
        _ = try model.fit(x, y, batchSize: 24, verbose: .silent)
      }
      losses.append(try #require(model.evaluate(x, y, verbose: .silent)["loss"]))
      return losses
    }
  }

  @Test("gives the same losses", arguments: Network.allCases)
  func losses(network: Network) throws {
    let expected = try losses(network, on: .cpu)
    let found = try losses(network, on: .xla)
    #expect(expected.count == Self.steps + 2)
    #expect(expected.last! < expected.first!)
    for (step, (a, b)) in zip(expected, found).enumerated() {
      #expect(abs(a - b) < 2e-4 * abs(a), "step \(step): \(a) on the cpu, \(b) through XLA")
    }
  }
}
