import StrataIO

/// A training run at one moment: all that is needed to go on as if it had not been interrupted.
///
/// The callback `BackupAndRestore` writes checkpoints during `fit` and resumes from them. This type is for looking at
/// one; `loadWeights(from:)` takes the weights out of it.
public struct Checkpoint: Sendable {
  /// The epoch in which the run goes on, from 0: as many are done.
  public internal(set) var epoch: Int
  /// The steps of that epoch that are done.
  public internal(set) var step: Int
  /// The losses and metrics of the epochs that are done.
  public internal(set) var history: History
  /// Whether a callback has ended the training.
  public internal(set) var isStopped: Bool

  /// The logs of the last epoch.
  var logs: [String: Double]
  /// The seconds spent on the epoch so far.
  var epochSeconds: Double
  var settings: RunSettings
  /// The names of the layers that are frozen, and of the weights that are by themselves.
  var frozen: [String]
  /// Weights, optimizer state, random streams of layers and sums of metrics.
  var variables: NamedArrays
  var random: GlobalRandom.State
  /// Where the batches come from, if they are not drawn anew.
  var source: BatchSource?
  /// By the name of the callback's class.
  var callbacks: [(name: String, state: CallbackState)]

  /// What the names of all arrays in a file begin with that are neither weights nor the optimizer's state.
  static let prefix = "checkpoint/"
}

/// The order of samples or the sequence that batches come from, as a way to have it again.
struct BatchSource: Sendable {
  /// The random generators before it was made.
  var random: GlobalRandom.State
  /// The number of batches that were taken from it.
  var batchesTaken = 0
}

extension Checkpoint: CustomStringConvertible {
  /// For example `3 epochs and 12 steps done, loss 0.2514`, the loss that of the last whole epoch.
  public var description: String {
    let epochs = "\(epoch) \(epoch == 1 ? "epoch" : "epochs")"
    let steps = step == 0 ? "" : " and \(step) \(step == 1 ? "step" : "steps")"
    let loss = history["loss"].last.map { ", loss \(metricText($0))" } ?? ""
    return epochs + steps + " done" + (isStopped ? ", stopped" : "") + loss
  }
}
