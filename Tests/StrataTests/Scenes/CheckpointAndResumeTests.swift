import Foundation
import Testing

@testable import Strata

/// Ends the training from within, as a killed process would: nothing that comes later happens.
private final class Kill: Callback {
  struct Killed: Error {}
  let afterSteps: Int
  private var steps = 0

  init(afterSteps: Int) { self.afterSteps = afterSteps }

  override func onTrainBatchBegin(_ step: Int) throws {
    if steps == afterSteps { throw Killed() }
    steps += 1
  }
}

/// A run with all that has a state: dropout, batch statistics, momentum, a plateau, shuffling, a smaller last batch.
private struct Run {
  static let epochs = 4
  static let stepsPerEpoch = 6
  let model: Sequential
  let stopping = EarlyStopping(monitor: "val_loss", patience: 9, restoreBestWeights: true)
  let plateau = ReduceLROnPlateau(monitor: "loss", factor: 0.7, patience: 1, minDelta: 0.2)

  init(optimizer: Optimizer = .sgd(learningRate: 0.1, momentum: 0.9), units: Int = 12, dropout: Double = 0.3)
    throws
  {
    model = try Sequential {
      Input(shape: [5])
      Dense(units, activation: .relu)
      BatchNormalization()
      Dropout(dropout)
      Dense(3, activation: .softmax)
    }
    model.compile(
      optimizer: optimizer, loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
  }

  static let x = Tensor((0..<205).map { Float($0 * 37 % 101) / 50 - 1 }, shape: [41, 5])
  static let y = Tensor((0..<41).map { Int32($0 * $0 % 3) })
  static let validation = Batch(x[0..<10], y[0..<10])

  @discardableResult
  func fit(
    _ callbacks: [Callback] = [], x: Tensor = Run.x, y: Tensor = Run.y, epochs: Int = Run.epochs,
    batchSize: Int = 8, initialEpoch: Int = 0
  ) throws -> History {
    try model.fit(
      x, y, batchSize: batchSize, epochs: epochs, verbose: 0, callbacks: [plateau, stopping] + callbacks,
      validationData: Run.validation, initialEpoch: initialEpoch)
  }

  /// All that is left of a run: the weights, the optimizer's state, and the history.
  func result(_ history: History) throws -> [[UInt32]] {
    let numbers = history.values.sorted { $0.key < $1.key }.map { $0.value.map { Float($0).bitPattern } }
    let optimizer = model.optimizer!.variables.filter { $0.dtype == .float32 }.map(\.value)
    return numbers + (try model.getWeights() + optimizer).map { $0.scalars(as: Float.self).map(\.bitPattern) }
  }

  static func uninterrupted(optimizer: Optimizer = .sgd(learningRate: 0.1, momentum: 0.9)) throws
    -> [[UInt32]]
  {
    try withRandomSeed(11) {
      let run = try Run(optimizer: optimizer)
      return try run.result(try run.fit())
    }
  }
}

@Suite("Scene 11: a training is interrupted and resumed")
struct CheckpointAndResumeTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "strata-\(UUID().uuidString)")
    .path
  private var path: String { folder + "/run.safetensors" }

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func backup(_ frequency: SaveFrequency = .epoch, keeping: Int = 1) -> BackupAndRestore {
    BackupAndRestore(path, saveFrequency: frequency, keeping: keeping)
  }

  /// Trains until a step begins, in a model that is then thrown away.
  private func trainAndDie(afterSteps steps: Int, _ backup: BackupAndRestore, seed: UInt32 = 11) throws {
    try withRandomSeed(seed) {
      let run = try Run()
      #expect(throws: Kill.Killed.self) { try run.fit([backup, Kill(afterSteps: steps)]) }
    }
  }

  @Test(
    "The end is the same, bit for bit, wherever the training was interrupted",
    arguments: [SaveFrequency.batches(1), .batches(5), .epoch])
  func sameEnd(_ frequency: SaveFrequency) throws {
    let expected = try Run.uninterrupted()
    for steps in 0..<Run.epochs * Run.stepsPerEpoch {
      try trainAndDie(afterSteps: steps, backup(frequency))
      // If nothing was saved yet, the run begins anew and must be seeded as before.
      let seed: UInt32 = try files().isEmpty ? 11 : 500
      try withRandomSeed(seed) {
        let run = try Run()
        let history = try run.fit([backup(frequency)])
        #expect(try run.result(history) == expected, "interrupted before step \(steps)")
        #expect(history.epochs == [0, 1, 2, 3])
        #expect(history.epochSeconds.count == 4)
      }
      for file in try files() { try FileManager.default.removeItem(atPath: folder + "/" + file) }
    }
  }

  @Test("It may be interrupted again and again")
  func manyInterruptions() throws {
    let expected = try Run.uninterrupted()
    try trainAndDie(afterSteps: 3, backup(.batches(2)))
    for _ in 0..<7 { try trainAndDie(afterSteps: 3, backup(.batches(2)), seed: .random(in: 1...1000)) }
    let run = try Run()
    #expect(try run.result(try run.fit([backup(.batches(2))])) == expected)
  }

  enum OptimizerKind: CaseIterable {
    case scheduledAdam, averagedAndAccumulated, clippedNadam

    func make() -> Optimizer {
      switch self {
      case .scheduledAdam: .adam(learningRate: .cosineDecay(initialLearningRate: 0.1, decaySteps: 20))
      case .averagedAndAccumulated:
        Adam(averaging: WeightAveraging(momentum: 0.9), gradientAccumulationSteps: 2)
      case .clippedNadam: Nadam(clipping: .norm(1))
      }
    }
  }

  @Test("With every kind of optimizer state", arguments: OptimizerKind.allCases)
  func optimizers(_ kind: OptimizerKind) throws {
    func fit(_ callbacks: [Callback] = []) throws -> [[Float]] {
      let model = try Run(optimizer: kind.make()).model
      try model.fit(Run.x, Run.y, batchSize: 8, epochs: 3, verbose: 0, callbacks: callbacks)
      return try model.getWeights().map { $0.scalars() }
    }
    let expected = try withRandomSeed(3) { try fit() }
    withRandomSeed(3) {
      _ = #expect(throws: Kill.Killed.self) { try fit([backup(.batches(1)), Kill(afterSteps: 9)]) }
    }
    #expect(try fit([backup(.batches(1))]) == expected)
  }
}
