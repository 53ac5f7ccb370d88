import Foundation
import Testing

@testable import Strata

/// Batches in an order that is drawn when the sequence is begun.
private struct ShuffledBatches: AsyncSequence {
  struct AsyncIterator: AsyncIteratorProtocol {
    var order: [Int]
    mutating func next() -> Batch? {
      guard let index = order.popLast() else { return nil }
      let (rows, samples) = (index * 4..<index * 4 + 4, InterruptibleRun.samples)
      return Batch(samples.x[rows], samples.y[rows])
    }
  }
  var repetitions = 1
  func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(order: (0..<repetitions).flatMap { _ in GlobalRandom.drawPermutation(10) })
  }
}

extension InterruptibleRun {
  fileprivate static let samples = Batch(x, y)
}

/// A layer whose random stream nobody is told of.
private final class SecretNoise: Layer {
  private struct Hidden { let generator = SeedGenerator(seed: 3) }
  private let hidden = Hidden()
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input + Tensor.randomNormal(input.shape, seed: hidden.generator)
  }
}

/// The same within a layer of one's own, told.
private final class Noise: Layer {
  private let generator = SeedGenerator()
  init() {
    super.init()
    track(generator)
  }
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input + Tensor.randomNormal(input.shape, seed: generator)
  }
}

private final class Wrapper: Layer {
  private let inner: Noise
  override init(name: String? = nil, trainable: Bool = true, activityRegularizer: (any Regularizer)? = nil) {
    inner = Noise()
    super.init(name: name, trainable: trainable, activityRegularizer: activityRegularizer)
    track(inner)
  }
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    try inner(input, context: context)
  }
}

@Suite("What checkpoints keep of data sources and layers of one's own")
struct CheckpointSourceTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func backup(_ saveFrequency: SaveFrequency) -> BackupAndRestore {
    BackupAndRestore(folder.path + "/run.safetensors", saveFrequency: saveFrequency)
  }

  @Test(
    "A sequence of batches is taken up where it was", arguments: [nil, 5, 7] as [Int?],
    [SaveFrequency.epoch, .batches(3)])
  func sequences(stepsPerEpoch: Int?, saveFrequency: SaveFrequency) async throws {
    func fit(backedUp: Bool, killedAfter steps: Int? = nil) async throws -> [[Float]] {
      let model = try InterruptibleRun().model
      try await model.fit(
        ShuffledBatches(repetitions: stepsPerEpoch == nil ? 1 : 4), stepsPerEpoch: stepsPerEpoch, epochs: 4,
        verbose: 0,
        callbacks: (backedUp ? [backup(saveFrequency)] : []) + (steps.map { [Kill(afterSteps: $0)] } ?? []))
      return try model.getWeights().map { $0.scalars() }
    }
    let expected = try await withRandomSeed(8) { try await fit(backedUp: false) }
    for steps in [6, 10, 14, 17] {
      try folder.empty()
      await withRandomSeed(8) {
        _ = await #expect(throws: Kill.Killed.self) { try await fit(backedUp: true, killedAfter: steps) }
      }
      let seed: UInt32 = try folder.files.isEmpty ? 8 : 500
      let found = try await withRandomSeed(seed) { try await fit(backedUp: true) }
      #expect(found == expected, "interrupted before step \(steps)")
    }
  }

  @Test("A sequence that is shorter than before is an error")
  func shorter() async throws {
    func fit(repetitions: Int, killedAfter steps: Int? = nil) async throws {
      try await InterruptibleRun().model.fit(
        ShuffledBatches(repetitions: repetitions), stepsPerEpoch: 30, verbose: 0,
        callbacks: [backup(.batches(1))] + (steps.map { [Kill(afterSteps: $0)] } ?? []))
    }
    await #expect(throws: Kill.Killed.self) { try await fit(repetitions: 4, killedAfter: 25) }
    await #expect(
      throws: StrataError.invalidData(
        "the data source has fewer than the 25 batches that were taken before the checkpoint")
    ) { try await fit(repetitions: 1) }
  }

  private func fit(_ layer: () -> Layer, _ callbacks: [Callback]) throws -> [Float] {
    let model = try Sequential([Input(shape: [5]), layer(), Dense(3, activation: .softmax)])
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy())
    try model.fit(
      InterruptibleRun.x, InterruptibleRun.y, batchSize: 8, epochs: 2, verbose: 0, callbacks: callbacks)
    return try model.getWeights()[0].scalars()
  }

  @Test("Random streams of layers within layers")
  func tracked() throws {
    let expected = try withRandomSeed(8) { try fit({ Wrapper() }, []) }
    withRandomSeed(8) {
      _ = #expect(throws: Kill.Killed.self) {
        try fit({ Wrapper() }, [backup(.batches(2)), Kill(afterSteps: 9)])
      }
    }
    #expect(try withRandomSeed(500) { try fit({ Wrapper() }, [backup(.batches(2))]) } == expected)
  }

  @Test("A state that would be lost is an error in the first step")
  func untracked() throws {
    #expect(throws: Never.self) { try fit({ SecretNoise() }, []) }
    let error = try #require(throws: StrataError.self) { try fit({ SecretNoise() }, [backup(.epoch)]) }
    #expect(error.description.contains("track(_:)") && error.description.contains("seed_generator_state"))
  }
}
