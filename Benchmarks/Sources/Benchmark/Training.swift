import Strata

/// `fit` with Adam; the time is that of its epochs, as the history has it.
final class Training: Workload {
  private let model: Model
  private let settings: Settings
  /// The samples of the last run.
  private var data: (x: Tensor, y: Tensor)?

  init(_ model: Model, _ settings: Settings) {
    self.model = model
    self.settings = settings
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy())
  }

  func runOnce() throws {
    _ = try fit(inputs(settings, batches: 1), labels(settings, batches: 1), epochs: 1)
  }

  func run(steps: Int) throws -> Measurement {
    let batches = min(steps, settings.batches)
    let epochs = max(1, steps / batches)
    let (x, y) = samples(batches: batches)
    let history = try fit(x, y, epochs: epochs)
    return Measurement(steps: epochs * batches, seconds: history.epochSeconds.reduce(0, +))
  }

  private func samples(batches: Int) -> (x: Tensor, y: Tensor) {
    if let data, data.y.shape[0] == batches * settings.batch { return data }
    let made = (x: inputs(settings, batches: batches), y: labels(settings, batches: batches))
    data = made
    return made
  }

  private func fit(_ x: Tensor, _ y: Tensor, epochs: Int) throws -> History {
    try model.fit(x, y, batchSize: settings.batch, epochs: epochs, verbose: .silent)
  }
}
