import Foundation
import Testing

@testable import Strata

/// Callbacks, checkpoints, inspectors and reports with several inputs and outputs.
@Suite struct SeveralOutputsCallbackTests {
  private let x: [Tensor]
  private let y: [Tensor]

  init() throws {
    let run = try RecordedSeveralOutputs("lists")
    (x, y) = (run.inputs, run.truths)
  }

  private func compiledModel(priceWeight: Double = 0.5) throws -> Model {
    let model = try ticketModel()
    model.compile(
      optimizer: .adam(learningRate: 0.05),
      losses: ["price": .meanSquaredError(), "kind": .sparseCategoricalCrossentropy()],
      lossWeights: ["price": priceWeight], metrics: ["kind": [.accuracy()], "price": [.mae()]])
    return model
  }

  private func train(_ callbacks: [Callback], priceWeight: Double = 0.5) throws -> (History, [Float]) {
    try withRandomSeed(9) {
      let model = try compiledModel(priceWeight: priceWeight)
      let history = try model.fit(
        x, y, batchSize: 8, epochs: 3, verbose: 0, callbacks: callbacks, validationSplit: 0.2)
      return (history, try model.getWeights().flatMap { $0.scalars(as: Float.self) })
    }
  }

  @Test func aKilledRunEndsAsIfItHadNotBeen() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/run.safetensors"
    func backup() -> BackupAndRestore { BackupAndRestore(path, saveFrequency: .batches(1)) }
    let (history, weights) = try train([])
    for steps in [2, 4] {
      #expect(throws: Kill.Killed.self) { try train([backup(), Kill(afterSteps: steps)]) }
      let (resumedHistory, resumedWeights) = try train([backup()])
      #expect(resumedHistory.values == history.values)
      #expect(resumedWeights == weights)
      try folder.empty()
    }
  }

  @Test func aCheckpointIsOfTheSameLossesAndData() throws {
    let folder = try TemporaryFolder()
    let backup = BackupAndRestore(folder.path + "/run.safetensors")
    _ = try train([backup])
    do {
      _ = try train([backup], priceWeight: 0.25)
      Issue.record("a run with another weight of a loss went on")
    } catch StrataError.checkpointMismatch(_, let differences) {
      #expect(differences == ["loss weight of output[\"price\"]: 0.5 in the checkpoint, 0.25 in this run"])
    }
  }

  @Test func callbacksWatchSingleOutputs() throws {
    for monitor in ["val_price_loss", "val_price_mae", "kind_loss"] {
      // Nothing falls by 100, so that every epoch but the first is one without improvement.
      let stopping = EarlyStopping(monitor: monitor, minDelta: 100, patience: 1)
      let (history, _) = try train([stopping])
      #expect(history.epochs == [0, 1], "\(monitor)")
    }
    #expect(throws: StrataError.self) { try train([EarlyStopping(monitor: "accuracy")]) }
  }

  @Test(arguments: [("val_kind_accuracy", true), ("kind_loss", false), ("price_mae", false)])
  func whichValuesAreBetter(name: String, isHigherBetter: Bool) throws {
    var monitor = Monitor(owner: "EarlyStopping", name: name, mode: .auto)
    try monitor.resolve(for: compiledModel())
    #expect(monitor.isImprovement(2, over: 1) == isHigherBetter)
    #expect(monitor.isImprovement(1, over: 2) != isHigherBetter)
  }

  @Test func aLogHasTheNumbersOfEachOutput() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/log.csv"
    let (history, _) = try train([CSVLogger(path)])
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
    let names = ["kind_accuracy", "kind_loss", "loss", "price_loss", "price_mae"]
    #expect(lines[0] == (["epoch"] + names + names.map { "val_\($0)" }).joined(separator: ",")[...])
    #expect(lines[3].hasSuffix(",\(history["val_price_mae"][2])"))
  }

  @Test func anInspectorLooksAtAllInputs() throws {
    let inspector = Inspector(stopsAtNaN: true, verbose: false)
    #expect(try train([inspector]).1 == train([]).1)
    let record: InspectionRecord = try #require(inspector.records.first)
    let layers = Set(record.layers.map(\.layer))
    #expect(layers.isSuperset(of: ["table", "reader", "seen", "price", "kind"]), "\(layers)")
    let broken = Inspector(verbose: false)
    try compiledModel().fit([x[0], x[1] * Float.nan], y, epochs: 1, verbose: 0, callbacks: [broken])
    #expect(broken.warnings.contains { $0.kind == .notFinite && $0.message.contains("input data") })
  }

  @Test func aReportJudgesOneOutput() throws {
    let model = try compiledModel()
    let samples = Batch(x, y)
    let logs = try model.evaluate(x, y, verbose: 0)
    let kinds = try model.report(on: samples, output: "kind", classNames: ["a", "b", "c"])
    guard case .multiClass(let quality) = kinds.quality else {
      Issue.record("the kind is one class of several")
      return
    }
    #expect(abs((quality.confusion.accuracy ?? 0) - logs["kind_accuracy"]!) < 1e-6)
    #expect(abs(kinds.loss!.value - logs["kind_loss"]!) < 1e-5)
    let prices = try model.report(on: Batch(x, ["price": y[0]]), output: "price")
    guard case .regression(let fits) = prices.quality else {
      Issue.record("the price is a number")
      return
    }
    #expect(abs(fits[0].meanAbsoluteError - logs["price_mae"]!) < 1e-5)
    for output in [nil, "sort"] {
      #expect(throws: StrataError.self) { try model.report(on: samples, output: output) }
    }
    #expect(throws: StrataError.self) { try model.report(on: Batch(x, ["price": y[0]]), output: "kind") }
  }
}
