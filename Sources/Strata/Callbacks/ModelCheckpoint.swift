/// Saves the model's weights after epochs or batches, all of them or only the best.
public final class ModelCheckpoint: Callback {
  private let path: FilePathTemplate
  private var monitor: Monitor
  private let verbose: Bool
  private let saveBestOnly: Bool
  private let includingOptimizer: Bool
  private let frequency: SaveFrequency

  private var best: Double?
  private var epoch = 0
  private var batchesSinceSaving = 0

  /// - Parameters:
  ///   - path: the file, with an extension that `saveWeights` knows. It may have places for numbers: the epoch and
  ///     batch, from 1, and the logs, as in `weights-{epoch:02d}-{val_loss:.2f}.safetensors`. Folders are created.
  ///   - monitor: the name of the number in the logs that tells which weights are best.
  ///   - verbose: whether to print what is saved.
  ///   - saveBestOnly: whether to save only when the number is better than ever.
  ///   - includingOptimizer: whether the state of the optimizer is saved too.
  ///   - initialValueThreshold: a value that must be bettered for the first save.
  ///
  /// Stops with a message if the number of batches is not positive.
  public init(
    _ path: String, monitor: String = "val_loss", verbose: Bool = false, saveBestOnly: Bool = false,
    includingOptimizer: Bool = false, mode: MonitorMode = .auto, saveFrequency: SaveFrequency = .epoch,
    initialValueThreshold: Double? = nil
  ) {
    saveFrequency.requirePositive(owner: "ModelCheckpoint")
    self.path = FilePathTemplate(text: path)
    self.monitor = Monitor(owner: "ModelCheckpoint", name: monitor, mode: mode)
    self.verbose = verbose
    self.saveBestOnly = saveBestOnly
    self.includingOptimizer = includingOptimizer
    frequency = saveFrequency
    best = initialValueThreshold
  }

  public override var needsBatchLogs: Bool { frequency != .epoch }

  public override var state: CallbackState { ["best": best, "batches_since_saving": batchesSinceSaving] }

  public override func restore(_ state: CallbackState) throws {
    best = try state.valueIfPresent("best")
    batchesSinceSaving = try state.value("batches_since_saving")
  }

  public override func onEpochBegin(_ epoch: Int) { self.epoch = epoch }

  /// Throws `StrataError` if the file cannot be written.
  public override func onTrainBatchEnd(_ step: Int, logs: [String: Double]) throws {
    guard case .batches(let count) = frequency else { return }
    batchesSinceSaving += 1
    guard batchesSinceSaving >= count else { return }
    batchesSinceSaving = 0
    try save(logs, batch: step)
  }

  /// Throws `StrataError` if the file cannot be written or it is not known which values are better.
  public override func onEpochEnd(_ epoch: Int, logs: inout [String: Double]) throws {
    if frequency == .epoch { try save(logs, batch: nil) }
  }

  private func save(_ logs: [String: Double], batch: Int?) throws {
    guard try isWanted(logs) else { return }
    var numbers = logs
    numbers["epoch"] = Double(epoch + 1)
    if let batch { numbers["batch"] = Double(batch + 1) }
    let path = try path.path(numbers)
    try createFolder(of: path)
    try model?.saveWeights(to: path, includingOptimizer: includingOptimizer)
    if verbose { Terminal.write("\nEpoch \(epoch + 1): saved \(path)\n") }
  }

  private func isWanted(_ logs: [String: Double]) throws -> Bool {
    guard saveBestOnly else { return true }
    try monitor.resolve(for: model)
    guard let current = monitor.value(in: logs) else { return true }
    let isBetter = monitor.isImprovement(current, over: best)
    if verbose {
      let bestText = best.map { fixed($0, 5) } ?? "nothing"
      Terminal.write(
        "\nEpoch \(epoch + 1): \(monitor.name) \(fixed(current, 5)) "
          + (isBetter ? "improves on \(bestText)\n" : "does not improve on \(bestText)\n"))
    }
    if isBetter { best = current }
    return isBetter
  }
}
