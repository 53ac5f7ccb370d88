/// Saves the whole state of the training during `fit`, and goes on from there when `fit` is called again after an
/// interruption.
///
/// ```swift
/// try model.fit(x, y, epochs: 100, callbacks: [BackupAndRestore("run.safetensors", saveFrequency: .batches(500))])
/// ```
///
/// The program may be killed at any moment. Started anew, it ends with the same weights, bit for bit, as if it had
/// not been interrupted: the file holds the weights, the optimizer's state, all random numbers, the order of samples,
/// the sums of the metrics, the history, and the state of the other callbacks (see `Callback.state`). It must be the
/// same run: model, optimizer, loss, metrics, sizes of the data and callbacks with a state; if not, `fit` throws
/// `StrataError.checkpointMismatch`, which lists the differences. Only `epochs` may change.
///
/// A run that is finished stays finished: `fit` returns at once, with the trained weights and the whole history. With
/// more epochs it goes on. Deleting the file begins anew.
///
/// `fit` on an asynchronous sequence passes over the batches that were taken before; the sequence must give the same
/// ones again.
public final class BackupAndRestore: Callback {
  /// The newest file.
  public let path: String
  private let saveFrequency: SaveFrequency
  private let deleteCheckpoint: Bool
  private let files: CheckpointFiles
  private var stepsSinceSaving = 0

  /// - Parameters:
  ///   - path: a file that ends in `.safetensors`. Folders are created. `loadWeights(from:)` can read it too.
  ///   - saveFrequency: when to save. What is saved is also the end of the training.
  ///   - keeping: how many checkpoints to keep, at least 1. With 2, `run.1.safetensors` is the one before
  ///     `run.safetensors`, and it is taken if the newer file cannot be read.
  ///   - deleteCheckpoint: whether the files are deleted when the training has ended.
  ///
  /// Stops with a message if the number of batches or of files is not positive.
  public init(
    _ path: String, saveFrequency: SaveFrequency = .epoch, keeping: Int = 1, deleteCheckpoint: Bool = false
  ) {
    saveFrequency.requirePositive(owner: "BackupAndRestore")
    require(keeping > 0, "BackupAndRestore keeps at least 1 checkpoint, not \(keeping)")
    self.path = path
    self.saveFrequency = saveFrequency
    self.deleteCheckpoint = deleteCheckpoint
    files = CheckpointFiles(path: path, keeping: keeping)
  }

  public override func onTrainBegin() { stepsSinceSaving = 0 }

  // MARK: What the training asks for

  /// The checkpoint to go on from and its file, nil if there is none.
  func newest() throws -> (checkpoint: Checkpoint, path: String)? { try files.newest() }

  /// Whether to save after a step. The steps are counted from the last checkpoint on, also if that was read.
  func isDueAfterStep() -> Bool {
    guard case .batches(let count) = saveFrequency else { return false }
    stepsSinceSaving += 1
    return stepsSinceSaving >= count
  }

  var isDueAfterEpochs: Bool { saveFrequency == .epoch }

  func save(_ checkpoint: Checkpoint) throws {
    try files.save(checkpoint)
    stepsSinceSaving = 0
  }

  /// After all callbacks have been told that the training has ended.
  func deleteIfWanted() throws { if deleteCheckpoint { try files.delete() } }
}
