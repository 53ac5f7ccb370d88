import Testing

@testable import Strata

/// Runs that are interrupted and resumed, with layers in types of 16 bits that keep states, random numbers and batch
/// statistics, and with a scale of the loss that changes.
@Suite("Checkpoints with mixed precision")
struct MixedCheckpointTests {
  static let policies: [DTypePolicy] = [
    .mixedBFloat16, .mixedFloat16, .bfloat16,
    .map([".*/scores": .float32, ".*/steps(/.*)?": .mixedBFloat16], default: .mixedFloat16),
  ]
  private static let x = Tensor((0..<320).map { Float($0 * 37 % 101) / 50 - 1 }, shape: [20, 4, 4])
  private static let y = Tensor((0..<20).map { Float($0 * $0 % 3) }, shape: [20, 1])
  private static let epochs = 3

  private struct Result: Equatable {
    var losses: [Double]
    var weights: [JSONText]
    var predictions: JSONText
  }

  /// Bits, but for the sign of zero.
  private struct JSONText: Equatable {
    let text: String
    init(_ tensor: Tensor) { text = "\(tensor.json)" }
  }

  private func network(_ policy: DTypePolicy) throws -> Sequential {
    let model = try withDTypePolicy(policy) {
      try Sequential(name: "net") {
        Input(shape: [4, 4], batchSize: 4)
        LSTM(5, dropout: 0.2, returnSequences: true, stateful: true, name: "steps")
        BatchNormalization()
        GRU(3, stateful: true, name: "gru")
        Dropout(0.3)
        Dense(1, name: "scores")
      }
    }
    // The scale is halved in the first steps, and doubled later.
    let scaling = LossScaleOptimizer(.adam(learningRate: 0.02), initialScale: 0x1p30, dynamicGrowthSteps: 3)
    model.compile(optimizer: scaling, loss: .meanSquaredError())
    return model
  }

  /// A run to the end, or to where a callback ends it.
  private func run(_ policy: DTypePolicy, _ callbacks: [Callback] = []) throws -> Result {
    let model = try network(policy)
    let history = try model.fit(
      Self.x, Self.y, batchSize: 4, epochs: Self.epochs, verbose: .silent, callbacks: callbacks)
    let variables = model.weights + model.optimizer!.variables
    return Result(
      losses: history["loss"], weights: variables.map { JSONText($0.value) },
      // Begins with the states that training has left.
      predictions: JSONText(try model.predict(Self.x, batchSize: 4)))
  }

  private func expectResumedEqually(_ policy: DTypePolicy) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/run.safetensors"
    let expected = try withRandomSeed(11) { try run(policy) }
    #expect(expected.losses.allSatisfy { $0.isFinite })
    for steps in [3, 9] {
      try folder.empty()
      withRandomSeed(11) {
        _ = #expect(throws: Kill.Killed.self) {
          try run(policy, [BackupAndRestore(path, saveFrequency: .batches(2)), Kill(afterSteps: steps)])
        }
      }
      // With random numbers that are not those of the other runs.
      let resumed = try withRandomSeed(500) {
        try run(policy, [BackupAndRestore(path, saveFrequency: .batches(2))])
      }
      #expect(resumed == expected, "after \(steps) steps")
    }
  }

  @Test("A run that was killed ends as if it had not been", arguments: policies)
  func resuming(policy: DTypePolicy) throws { try expectResumedEqually(policy) }

  @Test("A run through XLA that was killed ends as if it had not been", .needsXLA, arguments: policies)
  func resumingThroughXLA(policy: DTypePolicy) throws {
    try withDevice(.xla) { try expectResumedEqually(policy) }
  }

  @Test("A checkpoint of another policy is an error that names the layers")
  func otherPolicy() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/run.safetensors"
    _ = try withRandomSeed(11) { try run(.mixedBFloat16, [BackupAndRestore(path)]) }
    let error = #expect(throws: StrataError.self) {
      try run(.map([".*/gru": .float32], default: .mixedBFloat16), [BackupAndRestore(path)])
    }
    let text = "\(try #require(error))"
    #expect(text.contains("policy of gru: mixed_bfloat16 in the checkpoint, nothing in this run"), "\(text)")
    #expect(!text.contains("policy of lstm"), "\(text)")
  }

  @Test("Files have what the model has, in the types of its weights", arguments: policies)
  func files(policy: DTypePolicy) throws {
    let folder = try TemporaryFolder()
    let model = try withRandomSeed(11) { try network(policy) }
    let (weights, whole) = (folder.path + "/net.weights.h5", folder.path + "/net.keras")
    try model.fit(Self.x, Self.y, batchSize: 4, verbose: .silent, callbacks: [ModelCheckpoint(weights)])
    try model.save(to: whole)
    let other = try network(policy)
    try other.loadWeights(from: weights)
    for loaded in [other, try Model.load(from: whole)] {
      #expect(loaded.weights.map { JSONText($0.value) } == model.weights.map { JSONText($0.value) })
      #expect(loaded.weights.map(\.dtype) == model.weights.map(\.dtype))
      #expect(loaded.layers.map(\.computeDType) == model.layers.map(\.computeDType))
    }
  }

  @Test("A checkpoint whose states do not fit is an error, and the layers have none afterwards")
  func otherStates() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/run.safetensors"
    func fit(batchSize: Int, units: Int) throws -> LSTM {
      let layer = LSTM(units, stateful: true)
      let model = try Sequential([Input(shape: [4, 4]), layer, Dense(1)])
      model.compile(optimizer: .sgd(), loss: .meanSquaredError())
      let backup = BackupAndRestore(path)
      do {
        try model.fit(
          Self.x, Self.y, batchSize: batchSize, epochs: 2, verbose: .silent, callbacks: [backup])
      } catch {
        #expect(layer.states == nil)
        throw error
      }
      return layer
    }
    #expect(try fit(batchSize: 4, units: 3).states?.map(\.shape) == [[4, 3], [4, 3]])
    for (batchSize, units) in [(5, 3), (4, 2)] {
      let error = #expect(throws: StrataError.self) { _ = try fit(batchSize: batchSize, units: units) }
      #expect("\(error!)".contains("is the checkpoint of another training run"))
    }
    // The run is finished: what is there is its states.
    #expect(try fit(batchSize: 4, units: 3).states?.map(\.shape) == [[4, 3], [4, 3]])
  }
}
