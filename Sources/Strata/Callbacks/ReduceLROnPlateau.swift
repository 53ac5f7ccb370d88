/// Lowers the learning rate when a watched number has stopped improving, and puts the rate that the epoch was
/// trained with into the logs as `learning_rate`.
public final class ReduceLROnPlateau: Callback {
  private var monitor: Monitor
  private let factor: Double
  private let patience: Int
  private let verbose: Bool
  private let cooldown: Int
  private let minimum: Double

  private var best: Double?
  private var wait = 0
  private var cooldownLeft = 0

  /// - Parameters:
  ///   - monitor: the name of the number in the logs.
  ///   - factor: what the learning rate is multiplied by, below 1.
  ///   - patience: the number of epochs without improvement before.
  ///   - verbose: whether to print when the rate is lowered.
  ///   - minDelta: by how much the number must be better to count as an improvement.
  ///   - cooldown: the number of epochs after lowering that are not counted.
  ///   - minLR: the learning rate is not lowered further than this.
  ///
  /// Stops with a message if `factor` is not below 1.
  public init(
    monitor: String = "val_loss", factor: Double = 0.1, patience: Int = 10, verbose: Bool = false,
    mode: MonitorMode = .auto, minDelta: Double = 1e-4, cooldown: Int = 0, minLR: Double = 0
  ) {
    require(factor < 1, "the factor of ReduceLROnPlateau must be below 1, not \(factor)")
    self.monitor = Monitor(owner: "ReduceLROnPlateau", name: monitor, mode: mode, minDelta: minDelta)
    self.factor = factor
    self.patience = patience
    self.verbose = verbose
    self.cooldown = cooldown
    minimum = minLR
  }

  public override var state: CallbackState { ["best": best, "wait": wait, "cooldown_left": cooldownLeft] }

  public override func restore(_ state: CallbackState) throws {
    best = try state.valueIfPresent("best")
    wait = try state.value("wait")
    cooldownLeft = try state.value("cooldown_left")
  }

  public override func onTrainBegin() {
    best = nil
    wait = 0
    cooldownLeft = 0
  }

  /// Throws `StrataError` if the learning rate cannot be set or it is not known which values are better.
  public override func onEpochEnd(_ epoch: Int, logs: inout [String: Double]) throws {
    try monitor.resolve(for: model)
    let optimizer = try optimizerToAdjust()
    logs["learning_rate"] = optimizer.learningRate
    guard let current = monitor.value(in: logs) else { return }
    if cooldownLeft > 0 {
      cooldownLeft -= 1
      wait = 0
    }
    if monitor.isImprovement(current, over: best) {
      best = current
      wait = 0
    } else if cooldownLeft == 0 {
      wait += 1
      if wait >= patience { lower(optimizer, epoch) }
    }
  }

  private func lower(_ optimizer: Optimizer, _ epoch: Int) {
    let rate = optimizer.learningRate
    // The rate is kept in float32; so is the limit when the two are compared.
    guard rate > Double(Float(minimum)) else { return }
    optimizer.learningRate = max(rate * factor, minimum)
    cooldownLeft = cooldown
    wait = 0
    if verbose {
      Terminal.write("\nEpoch \(epoch + 1): the learning rate is lowered to \(optimizer.learningRate)\n")
    }
  }
}
