import Foundation
import Testing

@testable import Strata

/// Ends the training from within, as a killed process would: nothing that comes later happens.
final class Kill: Callback {
  struct Killed: Error {}
  let afterSteps: Int
  private var steps = 0

  init(afterSteps: Int) { self.afterSteps = afterSteps }

  override func onTrainBatchBegin(_ step: Int) throws {
    if steps == afterSteps { throw Killed() }
    steps += 1
  }
}

/// A folder that is deleted with this object.
final class TemporaryFolder: Sendable {
  let path = FileManager.default.temporaryDirectory.appending(path: "strata-\(UUID().uuidString)").path

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  func empty() throws {
    for file in try files { try FileManager.default.removeItem(atPath: path + "/" + file) }
  }

  func bytes(_ file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path + "/" + file)))
  }

  func write(_ bytes: [UInt8], to file: String) throws {
    try Data(bytes).write(to: URL(filePath: path + "/" + file))
  }
}

/// A run with all that has a state: dropout, batch statistics, momentum, a plateau, shuffling, a smaller last batch.
struct InterruptibleRun {
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
    _ callbacks: [Callback] = [], x: Tensor = InterruptibleRun.x, y: Tensor = InterruptibleRun.y,
    epochs: Int = InterruptibleRun.epochs,
    batchSize: Int = 8, initialEpoch: Int = 0
  ) throws -> History {
    try model.fit(
      x, y, batchSize: batchSize, epochs: epochs, verbose: 0, callbacks: [plateau, stopping] + callbacks,
      validationData: InterruptibleRun.validation, initialEpoch: initialEpoch)
  }

  /// All that is left of a run: the weights, the optimizer's state, and the history.
  func result(_ history: History) throws -> [[UInt32]] {
    let numbers = history.values.sorted { $0.key < $1.key }.map { $0.value.map { Float($0).bitPattern } }
    let optimizer = model.optimizer!.variables.filter { $0.dtype == .float32 }.map(\.value)
    return numbers + (try model.getWeights() + optimizer).map { $0.scalars(as: Float.self).map(\.bitPattern) }
  }

  /// The result of a run in a new model, with random numbers that are not those of the other runs.
  @discardableResult
  static func resumed(
    _ callbacks: [Callback], epochs: Int = InterruptibleRun.epochs, initialEpoch: Int = 0
  ) throws -> [[UInt32]] {
    try withRandomSeed(500) {
      let run = try InterruptibleRun()
      return try run.result(try run.fit(callbacks, epochs: epochs, initialEpoch: initialEpoch))
    }
  }

  static func uninterrupted(optimizer: Optimizer = .sgd(learningRate: 0.1, momentum: 0.9)) throws
    -> [[UInt32]]
  {
    try withRandomSeed(11) {
      let run = try InterruptibleRun(optimizer: optimizer)
      return try run.result(try run.fit())
    }
  }
}
