/// Ends training when a watched number has stopped improving.
public final class EarlyStopping: Callback {
  private var monitor: Monitor
  private let patience: Int
  private let verbose: Bool
  private let baseline: Double?
  private let restoreBestWeights: Bool
  private let startFromEpoch: Int

  private var wait = 0
  private var best: Double?
  private var bestEpoch = 0
  private var bestWeights: [Tensor]?
  /// The epoch after which training was ended, from 0, or nil if it was not.
  public private(set) var stoppedEpoch: Int?

  /// - Parameters:
  ///   - monitor: the name of the number in the logs.
  ///   - minDelta: by how much it must be better to count as an improvement.
  ///   - patience: training ends after so many epochs without improvement; 0 means 1.
  ///   - verbose: whether to print when training is ended and weights are restored.
  ///   - baseline: a value that must be bettered too for an epoch to count as an improvement.
  ///   - restoreBestWeights: whether the model gets the weights of the best epoch in the end.
  ///   - startFromEpoch: the first epoch that is watched, from 0.
  public init(
    monitor: String = "val_loss", minDelta: Double = 0, patience: Int = 0, verbose: Bool = false,
    mode: MonitorMode = .auto, baseline: Double? = nil, restoreBestWeights: Bool = false,
    startFromEpoch: Int = 0
  ) {
    self.monitor = Monitor(owner: "EarlyStopping", name: monitor, mode: mode, minDelta: minDelta)
    self.patience = patience
    self.verbose = verbose
    self.baseline = baseline
    self.restoreBestWeights = restoreBestWeights
    self.startFromEpoch = startFromEpoch
  }

  public override var state: CallbackState {
    [
      "wait": wait, "best": best, "best_epoch": bestEpoch, "best_weights": bestWeights,
      "stopped_epoch": stoppedEpoch,
    ]
  }

  public override func restore(_ state: CallbackState) throws {
    wait = try state.value("wait")
    best = try state.valueIfPresent("best")
    bestEpoch = try state.value("best_epoch")
    bestWeights = try state.valueIfPresent("best_weights")
    stoppedEpoch = try state.valueIfPresent("stopped_epoch")
  }

  public override func onTrainBegin() {
    wait = 0
    best = nil
    bestEpoch = 0
    bestWeights = nil
    stoppedEpoch = nil
  }

  /// Throws `StrataError.invalidArgument` if it is not known which values are better.
  public override func onEpochEnd(_ epoch: Int, logs: inout [String: Double]) throws {
    try monitor.resolve(for: model)
    guard let current = monitor.value(in: logs), epoch >= startFromEpoch else { return }
    if restoreBestWeights, bestWeights == nil { try keepWeights(epoch) }
    wait += 1
    if monitor.isImprovement(current, over: best) {
      best = current
      try keepWeights(epoch)
      if baseline == nil || monitor.isImprovement(current, over: baseline) { wait = 0 }
    } else if wait >= patience, epoch > 0 {
      stoppedEpoch = epoch
      model?.stopTraining = true
    }
  }

  private func keepWeights(_ epoch: Int) throws {
    bestEpoch = epoch
    if restoreBestWeights { bestWeights = try model?.getWeights() }
  }

  public override func onTrainEnd(logs: [String: Double]) throws {
    if verbose, let stoppedEpoch { Terminal.write("Epoch \(stoppedEpoch + 1): early stopping\n") }
    guard let bestWeights else { return }
    if verbose { Terminal.write("Taking back the weights of the best epoch, \(bestEpoch + 1)\n") }
    try model?.setWeights(bestWeights)
  }
}
