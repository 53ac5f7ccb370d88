/// Ends training as soon as the loss is infinite or not a number.
public final class TerminateOnNaN: Callback {
  private let raisesError: Bool
  private var epoch = 0

  /// - Parameter raisesError: whether `fit` throws `StrataError.nonFiniteLoss` instead of returning early.
  public init(raisesError: Bool = false) { self.raisesError = raisesError }

  public override var needsBatchLogs: Bool { true }

  public override func onEpochBegin(_ epoch: Int) { self.epoch = epoch }

  /// Throws `StrataError.nonFiniteLoss` if it was asked for.
  public override func onTrainBatchEnd(_ step: Int, logs: [String: Double]) throws {
    guard let loss = logs["loss"], !loss.isFinite else { return }
    if raisesError { throw StrataError.nonFiniteLoss(epoch: epoch, step: step) }
    Terminal.write("Batch \(step): the loss is not finite; training ends here\n")
    model?.stopTraining = true
  }
}
