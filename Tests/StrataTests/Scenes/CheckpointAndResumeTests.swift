import Foundation
import Testing

@testable import Strata

@Suite("Scene 11: a training is interrupted and resumed")
struct CheckpointAndResumeTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/run.safetensors" }

  init() throws { folder = try TemporaryFolder() }

  private func backup(_ frequency: SaveFrequency = .epoch, keeping: Int = 1) -> BackupAndRestore {
    BackupAndRestore(path, saveFrequency: frequency, keeping: keeping)
  }

  /// Trains until a step begins, in a model that is then thrown away.
  private func trainAndDie(afterSteps steps: Int, _ backup: BackupAndRestore, seed: UInt32 = 11) throws {
    try withRandomSeed(seed) {
      let run = try InterruptibleRun()
      #expect(throws: Kill.Killed.self) { try run.fit([backup, Kill(afterSteps: steps)]) }
    }
  }

  @Test(
    "The end is the same, bit for bit, wherever the training was interrupted",
    arguments: [SaveFrequency.batches(1), .batches(5), .epoch])
  func sameEnd(_ frequency: SaveFrequency) throws {
    let expected = try InterruptibleRun.uninterrupted()
    for steps in 0..<InterruptibleRun.epochs * InterruptibleRun.stepsPerEpoch {
      try trainAndDie(afterSteps: steps, backup(frequency))
      // If nothing was saved yet, the run begins anew and must be seeded as before.
      let seed: UInt32 = try folder.files.isEmpty ? 11 : 500
      try withRandomSeed(seed) {
        let run = try InterruptibleRun()
        let history = try run.fit([backup(frequency)])
        #expect(try run.result(history) == expected, "interrupted before step \(steps)")
        #expect(history.epochs == [0, 1, 2, 3])
        #expect(history.epochSeconds.count == 4)
        #expect(Set(history["learning_rate"]).count > 1, "the plateau should have been reached")
      }
      try folder.empty()
    }
  }

  @Test("It may be interrupted again and again")
  func manyInterruptions() throws {
    let expected = try InterruptibleRun.uninterrupted()
    try trainAndDie(afterSteps: 3, backup(.batches(2)))
    for _ in 0..<7 { try trainAndDie(afterSteps: 3, backup(.batches(2)), seed: .random(in: 1...1000)) }
    #expect(try InterruptibleRun.resumed([backup(.batches(2))]) == expected)
  }

  @Test("With an inspector, which measures in each step")
  func inspected() throws {
    func fit(_ callbacks: [Callback]) throws -> [[UInt32]] {
      let run = try InterruptibleRun()
      return try run.result(try run.fit([Inspector(verbose: false)] + callbacks))
    }
    let expected = try withRandomSeed(11) { try fit([]) }
    withRandomSeed(11) {
      _ = #expect(throws: Kill.Killed.self) { try fit([backup(.batches(1)), Kill(afterSteps: 9)]) }
    }
    #expect(try withRandomSeed(500) { try fit([backup(.batches(1))]) } == expected)
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
      let model = try InterruptibleRun(optimizer: kind.make()).model
      try model.fit(
        InterruptibleRun.x, InterruptibleRun.y, batchSize: 8, epochs: 3, verbose: 0, callbacks: callbacks)
      return try model.getWeights().map { $0.scalars() }
    }
    let expected = try withRandomSeed(3) { try fit() }
    withRandomSeed(3) {
      _ = #expect(throws: Kill.Killed.self) { try fit([backup(.batches(1)), Kill(afterSteps: 9)]) }
    }
    #expect(try withRandomSeed(500) { try fit([backup(.batches(1))]) } == expected)
  }
}
