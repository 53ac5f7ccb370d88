import Foundation
import Testing

@testable import Strata

/// A callback as a user may write it.
private final class Counter: Callback {
  var steps = 0
  var epochNames: [String] = []
  private(set) var beginnings: [Bool] = []

  override var state: CallbackState { ["steps": steps, "epochs": epochNames] }
  override func restore(_ state: CallbackState) throws {
    steps = try state.value("steps")
    epochNames = try state.value("epochs")
  }
  override func onTrainBegin() {
    beginnings.append(isResuming)
    steps = 0
    epochNames = []
  }
  override func onTrainBatchEnd(_ step: Int, logs: [String: Double]) { steps += 1 }
  override func onEpochEnd(_ epoch: Int, logs: inout [String: Double]) { epochNames.append("epoch \(epoch)") }
}

@Suite("The state of callbacks")
struct CallbackStateTests {
  @Test("Values of all kinds come back from a checkpoint")
  func kinds() throws {
    let state: CallbackState = [
      "integer": Int.min, "number": Double.nan, "nothing": nil as Double?, "flag": true, "text": "Zoë\n",
      "tensor": Tensor([1, 2] as [Float]), "numbers": [0.1, .infinity], "texts": ["a", ""],
      "none": [] as [Int],
    ]
    #expect(try state.value("integer") == Int.min)
    #expect(try (state.value("number") as Double).isNaN)
    #expect(try state.valueIfPresent("nothing") == nil as Double?)
    #expect(try state.value("flag") == true)
    #expect(try state.value("text") == "Zoë\n")
    #expect(try (state.value("tensor") as Tensor).scalars() == [1, 2] as [Float])
    #expect(try state.value("numbers") == [0.1, .infinity])
    #expect(try state.value("texts") == ["a", ""])
    #expect(try state.value("none") == [] as [Int])
  }

  @Test("What is missing or of another kind is an error")
  func mistakes() {
    let state: CallbackState = ["integer": 1, "texts": ["a"]]
    #expect(throws: StrataError.self) { try state.value("other") as Int }
    #expect(throws: StrataError.self) { try state.value("integer") as Double }
    #expect(throws: StrataError.self) { try state.value("integer") as [Int] }
    #expect(throws: StrataError.self) { try state.value("texts") as [Int] }
    #expect(throws: StrataError.self) { try state.valueIfPresent("texts") as String? }
  }

  private func interrupted(
    afterSteps steps: Int, _ callbacks: () -> [Callback], _ saveFrequency: SaveFrequency
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let backup = BackupAndRestore(folder.path + "/run.safetensors", saveFrequency: saveFrequency)
    withRandomSeed(11) {
      _ = #expect(throws: Kill.Killed.self) {
        try InterruptibleRun().fit([backup] + callbacks() + [Kill(afterSteps: steps)])
      }
    }
    // If nothing was saved yet, the run begins anew and must be seeded as before.
    let seed: UInt32 = try folder.files.isEmpty ? 11 : 500
    _ = try withRandomSeed(seed) { try InterruptibleRun().fit([backup] + callbacks()) }
    return folder
  }

  @Test("A callback of one's own goes on counting", arguments: [SaveFrequency.epoch, .batches(4)])
  func ownCallback(_ saveFrequency: SaveFrequency) throws {
    var counters: [Counter] = []
    _ = try interrupted(
      afterSteps: 15,
      {
        counters.append(Counter())
        return [counters.last!]
      }, saveFrequency)
    #expect(counters[0].steps == 15)
    #expect(counters[1].steps == 24)
    #expect(counters[1].epochNames == (0..<4).map { "epoch \($0)" })
    #expect(counters.map(\.beginnings) == [[false], [true]])
  }

  @Test(
    "A CSV file has each epoch once", arguments: [SaveFrequency.epoch, .batches(5)], [3, 6, 9, 15, 18, 23])
  func csvLogger(_ saveFrequency: SaveFrequency, steps: Int) throws {
    let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
    _ = try withRandomSeed(11) { try InterruptibleRun().fit([CSVLogger(whole.path + "/log.csv")]) }
    _ = try interrupted(afterSteps: steps, { [CSVLogger(parts.path + "/log.csv")] }, saveFrequency)
    #expect(try parts.bytes("log.csv") == whole.bytes("log.csv"))
  }

  @Test("Files are saved after the same batches")
  func modelCheckpoint() throws {
    let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
    func checkpoints(_ folder: TemporaryFolder) -> ModelCheckpoint {
      ModelCheckpoint(folder.path + "/{epoch}-{batch}.npz", saveFrequency: .batches(5))
    }
    _ = try withRandomSeed(11) { try InterruptibleRun().fit([checkpoints(whole)]) }
    _ = try interrupted(afterSteps: 15, { [checkpoints(parts)] }, .batches(4))
    #expect(try parts.files == whole.files)
    for file in try whole.files { #expect(try parts.bytes(file) == whole.bytes(file)) }
  }

  @Test("Only what is better than before the interruption is saved")
  func bestModel() throws {
    let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
    func best(_ folder: TemporaryFolder) -> ModelCheckpoint {
      ModelCheckpoint(folder.path + "/{epoch}.npz", monitor: "val_accuracy", saveBestOnly: true)
    }
    _ = try withRandomSeed(11) { try InterruptibleRun().fit([best(whole)]) }
    _ = try interrupted(afterSteps: 13, { [best(parts)] }, .epoch)
    #expect(try parts.files == whole.files)
  }

  @Test("A learning rate that each epoch makes smaller")
  func scheduler() throws {
    func rates(_ folder: TemporaryFolder, killedAfter steps: Int?) throws -> [Double] {
      var asked: [Int] = []
      let model = try InterruptibleRun().model
      let callbacks: [Callback] = [
        LearningRateScheduler { epoch, rate in
          asked.append(epoch)
          return rate * 0.5
        }, BackupAndRestore(folder.path + "/run.safetensors", saveFrequency: .batches(4)),
      ]
      let history = try model.fit(
        InterruptibleRun.x, InterruptibleRun.y, batchSize: 8, epochs: 4, verbose: 0,
        callbacks: callbacks + (steps.map { [Kill(afterSteps: $0)] } ?? []))
      #expect(asked == [2, 3], "two epochs begin after the checkpoint")
      return history["learning_rate"]
    }
    let folder = try TemporaryFolder()
    #expect(throws: Kill.Killed.self) { try rates(folder, killedAfter: 9) }
    #expect(try rates(folder, killedAfter: nil).map { Float($0) } == [0.05, 0.025, 0.0125, 0.00625])
  }
}
