import Foundation
import StrataIO
import Testing

@testable import Strata

/// The checkpoint of a run that was interrupted after 9 of 4 · 6 steps.
private struct Interruption {
  let folder: TemporaryFolder
  var path: String { folder.path + "/run.safetensors" }

  init(keeping: Int = 1) throws {
    folder = try TemporaryFolder()
    withRandomSeed(11) {
      _ = #expect(throws: Kill.Killed.self) {
        try InterruptibleRun().fit([backup(keeping: keeping), Kill(afterSteps: 9)])
      }
    }
  }

  func backup(keeping: Int = 1) -> BackupAndRestore {
    BackupAndRestore(path, saveFrequency: .batches(2), keeping: keeping)
  }
}

private func bits(_ model: Model) throws -> [[UInt32]] {
  try model.getWeights().map { $0.scalars(as: Float.self).map(\.bitPattern) }
}

@Suite("Checkpoints")
struct CheckpointTests {
  @Test("A checkpoint says how far the run is")
  func looking() throws {
    let interruption = try Interruption()
    let checkpoint = try Checkpoint(contentsOf: interruption.path)
    #expect((checkpoint.epoch, checkpoint.step) == (1, 2))
    #expect(checkpoint.history.epochs == [0])
    #expect(checkpoint.description.hasPrefix("1 epoch and 2 steps done, loss "))
  }

  @Test("The weights of a checkpoint can be loaded as those of any file")
  func loadingWeights() throws {
    let interruption = try Interruption()
    let model = try InterruptibleRun().model
    try model.loadWeights(from: interruption.path)
    let kernel = try #require(SafeTensors(contentsOf: interruption.path).arrays["dense/kernel"])
    #expect(try model.getWeights()[0].scalars(as: Float.self) == kernel.scalars(as: Float.self))
    #expect(model.optimizer?.iterations.value.scalar(as: Int64.self) == 8)
  }

  @Test("The same model may take up its own run after an error")
  func sameModel() throws {
    let folder = try TemporaryFolder()
    let backup = BackupAndRestore(folder.path + "/run.safetensors", saveFrequency: .batches(2))
    try withRandomSeed(11) {
      let run = try InterruptibleRun()
      #expect(throws: Kill.Killed.self) { try run.fit([backup, Kill(afterSteps: 15)]) }
      let history = try run.fit([backup])
      #expect(try run.result(history) == InterruptibleRun.uninterrupted())
    }
  }

  @Test("A finished run returns at once, and goes on with more epochs")
  func finished() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/run.safetensors"
    let finished = try withRandomSeed(11) {
      let run = try InterruptibleRun()
      return try run.result(try run.fit([BackupAndRestore(path)]))
    }
    #expect(try finished == InterruptibleRun.uninterrupted())
    let nothing = LambdaCallback(onEpochBegin: { _ in Issue.record("an epoch begins") })
    #expect(try InterruptibleRun.resumed([BackupAndRestore(path), nothing]) == finished)

    let whole = try withRandomSeed(11) {
      let run = try InterruptibleRun()
      return try run.result(try run.fit(epochs: 7))
    }
    #expect(try InterruptibleRun.resumed([BackupAndRestore(path)], epochs: 7) == whole)
  }

  @Test("A run that a callback has ended stays ended, with the weights of its best epoch")
  func stopped() throws {
    let folder = try TemporaryFolder()
    func fit(_ model: Model) throws -> History {
      try model.fit(
        InterruptibleRun.x, InterruptibleRun.y, batchSize: 8, epochs: 30, verbose: 0,
        callbacks: [
          EarlyStopping(monitor: "loss", patience: 1, restoreBestWeights: true),
          BackupAndRestore(folder.path + "/run.safetensors"),
        ])
    }
    let first = try withRandomSeed(4) { try InterruptibleRun(optimizer: .sgd(learningRate: 2)).model }
    let history = try fit(first)
    try #require(history.epochs.count < 30)
    let second = try InterruptibleRun(optimizer: .sgd(learningRate: 2)).model
    #expect(try fit(second).values == history.values)
    #expect(try bits(second) == bits(first))
  }

  @Test("The files can be deleted at the end")
  func deleting() throws {
    let interruption = try Interruption(keeping: 3)
    let backup = BackupAndRestore(interruption.path, keeping: 3, deleteCheckpoint: true)
    try InterruptibleRun.resumed([backup])
    #expect(try interruption.folder.files == [])
  }

  @Test("A run that should end before a checkpoint is finished")
  func fewerEpochs() throws {
    let interruption = try Interruption()
    let run = try InterruptibleRun()
    #expect(try run.fit([interruption.backup(), Kill(afterSteps: 0)], epochs: 1).epochs == [0])
    #expect(run.model.optimizer?.iterations.value.scalar(as: Int64.self) == 8)
  }

  @Test("A run that begins later takes a later checkpoint, but not an earlier one")
  func initialEpoch() throws {
    let interruption = try Interruption()
    let error = try #require(throws: StrataError.self) {
      try InterruptibleRun().fit([interruption.backup()], initialEpoch: 2)
    }
    #expect(
      error
        == .checkpointMismatch(
          file: interruption.path, differences: ["epoch: 1 in the checkpoint, this run begins at 2"]))
    let resumed = try InterruptibleRun.resumed([interruption.backup()], initialEpoch: 1)
    #expect(try resumed == InterruptibleRun.uninterrupted())
  }

  @Test("An order of samples that is not shuffled, and layers that are frozen by a callback")
  func frozenLayers() throws {
    let folder = try TemporaryFolder()
    func fit(_ callbacks: [Callback] = []) throws -> [[UInt32]] {
      let model = try InterruptibleRun().model
      let freezing = LambdaCallback(onEpochBegin: { [unowned model] epoch in
        if epoch == 1 { model.layers[0].trainable = false }
      })
      try model.fit(
        InterruptibleRun.x, InterruptibleRun.y, batchSize: 8, epochs: 4, verbose: 0,
        callbacks: [freezing] + callbacks, shuffle: false)
      return try bits(model)
    }
    let backup = BackupAndRestore(folder.path + "/run.safetensors", saveFrequency: .batches(3))
    let expected = try withRandomSeed(2) { try fit() }
    withRandomSeed(2) { _ = #expect(throws: Kill.Killed.self) { try fit([backup, Kill(afterSteps: 20)]) } }
    #expect(try withRandomSeed(500) { try fit([backup]) } == expected)
  }
}

@Suite("Checkpoints of other runs")
struct CheckpointMismatchTests {
  private func differences(
    _ fit: (Interruption) throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [String] {
    let interruption = try Interruption()
    let error = try #require(throws: StrataError.self, sourceLocation: sourceLocation) {
      try fit(interruption)
    }
    guard case .checkpointMismatch(interruption.path, let differences) = error else { throw error }
    return differences
  }

  @Test("Another model, and nothing is changed")
  func model() throws {
    let run = try InterruptibleRun(units: 13, dropout: 0.5)
    let before = try bits(run.model)
    let found = try differences { try run.fit([$0.backup()]) }
    #expect(try bits(run.model) == before)
    #expect(
      found == [
        "layer dense: Dense(units: 12, activation: relu, useBias: true) in the checkpoint, "
          + "Dense(units: 13, activation: relu, useBias: true) in this run",
        "layer dropout: Dropout(rate: 0.3) in the checkpoint, Dropout(rate: 0.5) in this run",
      ])
  }

  @Test("Other layers")
  func layers() throws {
    let model = try Sequential {
      Input(shape: [5])
      Dense(3)
    }
    model.compile(
      optimizer: .sgd(learningRate: 0.1, momentum: 0.9), loss: .sparseCategoricalCrossentropy(),
      metrics: [.accuracy()])
    let found = try differences {
      try model.fit(InterruptibleRun.x, InterruptibleRun.y, verbose: 0, callbacks: [$0.backup()])
    }
    #expect(
      found.contains { $0.hasPrefix("layer batch_normalization: ") && $0.hasSuffix(" nothing in this run") })
    #expect(found.contains { $0.hasPrefix("layer dense_1: ") && $0.hasSuffix(" nothing in this run") })
  }

  @Test(
    "Other settings of the optimizer, one line for each",
    arguments: [
      ("SGD", "learningRate: 0.1", "learningRate: 0.2", 0.2, 0.9),
      ("SGD", "momentum: 0.9", "momentum: 0.8", 0.1, 0.8),
    ])
  func optimizer(_ name: String, _ old: String, _ new: String, _ rate: Double, _ momentum: Double) throws {
    let found = try differences {
      try InterruptibleRun(optimizer: .sgd(learningRate: rate, momentum: momentum)).fit([$0.backup()])
    }
    try #require(found.count == 1)
    let sides = found[0].components(separatedBy: " in the checkpoint, ")
    #expect(sides[0].hasPrefix("optimizer: \(name)(") && sides[0].contains(old))
    #expect(sides[1].contains(new) && sides[1].hasSuffix("in this run"))
  }

  @Test("Another optimizer")
  func otherOptimizer() throws {
    let found = try differences { try InterruptibleRun(optimizer: .adam()).fit([$0.backup()]) }
    #expect(found.contains { $0.hasPrefix("optimizer: SGD(") && $0.contains("Adam(") })
  }

  @Test("Another loss and other metrics")
  func lossAndMetrics() throws {
    let run = try InterruptibleRun()
    run.model.compile(
      optimizer: .sgd(learningRate: 0.1, momentum: 0.9),
      loss: .sparseCategoricalCrossentropy(fromLogits: true), metrics: [])
    let found = try differences { try run.fit([$0.backup()]) }
    #expect(found.contains { $0.hasPrefix("loss: ") && $0.contains("fromLogits: true") })
    #expect(found.contains { $0.hasPrefix("metric accuracy: ") && $0.hasSuffix("nothing in this run") })
  }

  @Test("Data of another size, in other batches, and a missing callback")
  func data() throws {
    let run = try InterruptibleRun()
    let found = try differences {
      try run.fit([$0.backup()], x: InterruptibleRun.x[0..<40], y: InterruptibleRun.y[0..<40], batchSize: 10)
    }
    #expect(
      found == [
        "data: x float32[41, 5], y int32[41] in the checkpoint, x float32[40, 5], y int32[40] in this run",
        "batchSize: 8 in the checkpoint, 10 in this run",
      ])
    let withoutCallback = try differences {
      try run.model.fit(
        InterruptibleRun.x, InterruptibleRun.y, batchSize: 8, epochs: 4, verbose: 0,
        callbacks: [run.plateau, $0.backup()], validationData: InterruptibleRun.validation)
    }
    #expect(withoutCallback == ["callbacks: EarlyStopping in the checkpoint, but not in this run"])
  }

  @Test("Another shape of a weight that the layer alone knows")
  func ownLayer() throws {
    final class Scale: Layer {
      let size: Int
      init(size: Int) {
        self.size = size
        super.init()
      }
      override func createWeights(inputShape: PartialShape) throws {
        try addWeight(name: "scale", shape: [size])
      }
      override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
        input * weights[0].value.sum()
      }
    }
    let folder = try TemporaryFolder()
    let path = folder.path + "/run.safetensors"
    func fit(size: Int) throws {
      let model = try Sequential([Input(shape: [5]), Scale(size: size)])
      model.compile(optimizer: .sgd(), loss: .meanSquaredError())
      try model.fit(InterruptibleRun.x, InterruptibleRun.x, verbose: 0, callbacks: [BackupAndRestore(path)])
    }
    try fit(size: 2)
    #expect(
      throws: StrataError.checkpointMismatch(
        file: path, differences: ["scale/scale: float32[2] in the checkpoint, float32[3] in this run"])
    ) { try fit(size: 3) }
  }

  @Test("A model that is not built has nothing to restore")
  func unbuilt() async throws {
    let interruption = try Interruption()
    let model = try Sequential { Dense(3) }
    model.compile(optimizer: .adam(), loss: .meanSquaredError())
    let empty = AsyncStream<Batch> { $0.finish() }
    await #expect(throws: StrataError.self) {
      try await model.fit(empty, verbose: 0, callbacks: [interruption.backup()])
    }
  }

  @Test("Two backups of one run")
  func two() throws {
    let interruption = try Interruption()
    #expect(throws: StrataError.self) {
      try InterruptibleRun().fit([interruption.backup(), interruption.backup()])
    }
  }
}

@Suite("Damaged checkpoints")
struct DamagedCheckpointTests {
  @Test("A file that was cut off, at every length, is an error")
  func truncated() throws {
    let interruption = try Interruption()
    let whole = try interruption.folder.bytes("run.safetensors")
    let torn = interruption.folder.path + "/torn.safetensors"
    // Every length near the beginnings of the parts, and every 97th between.
    for length in 0..<whole.count where length < 300 || length > whole.count - 300 || length % 97 == 0 {
      try interruption.folder.write(Array(whole[..<length]), to: "torn.safetensors")
      #expect(throws: StrataError.self, "\(length) bytes") { try Checkpoint(contentsOf: torn) }
    }
    try interruption.folder.write(whole + [0], to: "torn.safetensors")
    #expect(throws: StrataError.self) { try Checkpoint(contentsOf: torn) }
  }

  @Test("A file with one wrong bit is an error, wherever it is")
  func flipped() throws {
    let interruption = try Interruption()
    var bytes = try interruption.folder.bytes("run.safetensors")
    let file = interruption.folder.path + "/flipped.safetensors"
    let positions = Array(0..<24) + (0..<700).map { $0 * 7919 % bytes.count }
    for (index, position) in positions.enumerated() {
      let bit = index % 8
      bytes[position] ^= 1 << bit
      try interruption.folder.write(bytes, to: "flipped.safetensors")
      #expect(throws: StrataError.self, "bit \(bit) of byte \(position)") { try Checkpoint(contentsOf: file) }
      bytes[position] ^= 1 << bit
    }
    try interruption.folder.write(bytes, to: "flipped.safetensors")
    #expect(throws: Never.self) { try Checkpoint(contentsOf: file) }
  }

  @Test("Other files are errors", arguments: ["", "nonsense", "{}"])
  func foreign(_ text: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(Array(text.utf8), to: "run.safetensors")
    let backup = BackupAndRestore(folder.path + "/run.safetensors")
    #expect(throws: StrataError.self) { try InterruptibleRun().fit([backup]) }
    #expect(try folder.bytes("run.safetensors") == Array(text.utf8))
  }

  @Test("A file of weights is no checkpoint")
  func weights() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/run.safetensors"
    try InterruptibleRun().model.saveWeights(to: path)
    #expect(throws: StrataError.file(path: path, reason: "this is no checkpoint of a training run")) {
      try InterruptibleRun().fit([BackupAndRestore(path)])
    }
  }

  @Test(
    "Checkpoints of which only the header is wrong, with a right checksum",
    arguments: [
      #"{"#, #"{}"#, #"{"version":2}"#, #"{"version":1}"#,
      #"{"version":1,"epoch":-1,"step":0,"stopped":false,"epoch_seconds":0,"batches_taken":null,"frozen":[],"settings":{},"callbacks":[]}"#,
      #"{"version":1,"epoch":1,"step":0,"stopped":false,"epoch_seconds":0,"batches_taken":3,"frozen":[],"settings":{},"callbacks":[]}"#,
      #"{"version":1,"epoch":1,"step":0,"stopped":false,"epoch_seconds":0,"batches_taken":null,"frozen":[1],"settings":{},"callbacks":[]}"#,
      #"{"version":1,"epoch":1,"step":0,"stopped":false,"epoch_seconds":0,"batches_taken":null,"frozen":[],"settings":[],"callbacks":["X"]}"#,
    ])
  func header(_ header: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/run.safetensors"
    try SafeTensors(NamedArrays(), metadata: ["strata.checkpoint": header]).withChecksum.write(to: path)
    #expect(throws: StrataError.self) { try Checkpoint(contentsOf: path) }
  }

  @Test("The checkpoint before a damaged one is taken, and stays until there is a new one")
  func older() throws {
    let interruption = try Interruption(keeping: 3)
    #expect(try interruption.folder.files == ["run.1.safetensors", "run.2.safetensors", "run.safetensors"])
    func steps(_ file: String) throws -> Int {
      let checkpoint = try Checkpoint(contentsOf: interruption.folder.path + "/" + file)
      return checkpoint.epoch * InterruptibleRun.stepsPerEpoch + checkpoint.step
    }
    #expect(try ["run.safetensors", "run.1.safetensors", "run.2.safetensors"].map(steps) == [8, 6, 4])
    let damaged = Array(try interruption.folder.bytes("run.safetensors").dropLast(5))
    try interruption.folder.write(damaged, to: "run.safetensors")
    #expect(throws: Kill.Killed.self) {
      try InterruptibleRun.resumed([interruption.backup(keeping: 3), Kill(afterSteps: 2)])
    }
    #expect(try ["run.safetensors", "run.1.safetensors", "run.2.safetensors"].map(steps) == [8, 6, 4])
    let resumed = try InterruptibleRun.resumed([interruption.backup(keeping: 3)])
    #expect(try resumed == InterruptibleRun.uninterrupted())
  }

  @Test("What a killed process left is used again, not added to")
  func leftovers() throws {
    let interruption = try Interruption()
    try interruption.folder.write([1, 2, 3], to: "run.safetensors.strata-partial")
    try InterruptibleRun.resumed([interruption.backup()])
    #expect(try interruption.folder.files == ["run.safetensors"])
  }
}
