/// Sets the learning rate at the start of each epoch, and puts it into the logs as `learning_rate`.
public final class LearningRateScheduler: Callback {
  private let schedule: (_ epoch: Int, _ learningRate: Double) throws -> Double
  private let verbose: Bool

  /// - Parameter schedule: the new learning rate out of the epoch, from 0, and the present learning rate.
  public init(
    verbose: Bool = false, _ schedule: @escaping (_ epoch: Int, _ learningRate: Double) throws -> Double
  ) {
    self.schedule = schedule
    self.verbose = verbose
  }

  /// Throws `StrataError` if the learning rate cannot be set, and what the schedule throws.
  public override func onEpochBegin(_ epoch: Int) throws {
    // In an epoch that is taken up again the rate has been set before.
    if isResuming { return }
    let optimizer = try optimizerToAdjust()
    let learningRate = try schedule(epoch, optimizer.learningRate)
    optimizer.learningRate = learningRate
    if verbose { Terminal.write("\nEpoch \(epoch + 1): the learning rate is now \(learningRate)\n") }
  }

  public override func onEpochEnd(_ epoch: Int, logs: inout [String: Double]) throws {
    logs["learning_rate"] = try optimizerToAdjust().learningRate
  }
}
