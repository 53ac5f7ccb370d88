import Strata

/// A model called in a closure that is compiled.
final class CompiledInference: Workload {
  private let function: (Tensor) throws -> Tensor
  private let x: Tensor

  init(_ model: Model, _ settings: Settings) {
    function = compiled { try model($0) }
    x = inputs(settings, batches: 1)
  }

  func runOnce() throws { try function(x).wait() }

  func run(steps: Int) throws -> Measurement { try measure(steps: steps, runOnce) }
}

/// `predict` on one batch.
final class Prediction: Workload {
  private let model: Model
  private let x: Tensor

  init(_ model: Model, _ settings: Settings) {
    self.model = model
    x = inputs(settings, batches: 1)
  }

  func runOnce() throws { _ = try model.predict(x, batchSize: x.shape[0]) }

  func run(steps: Int) throws -> Measurement { try measure(steps: steps, runOnce) }
}
