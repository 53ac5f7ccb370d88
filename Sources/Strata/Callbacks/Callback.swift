/// Something that is told what happens during training, and may act on it.
///
/// Override what is needed. `logs` holds the loss and metrics by name; those of the validation data begin with
/// `val_`. An error thrown from a hook ends the training and is passed on to the caller of `fit`.
open class Callback {
  /// The model being trained, from `onTrainBegin` on.
  public internal(set) weak var model: Model?

  /// Whether the training goes on from a checkpoint whose state has not been put back yet: true in `onTrainBegin`,
  /// and in `onEpochBegin` of an epoch of which some steps are already done.
  public internal(set) var isResuming = false

  public init() {}

  /// Whether the hooks at the ends of batches are given the loss and metrics. Reading them costs time in each
  /// step, so they get empty logs otherwise.
  open var needsBatchLogs: Bool { false }

  /// What has to be remembered for a training that is interrupted and resumed to go on as if it had not been. A
  /// checkpoint keeps it; nothing by default.
  open var state: CallbackState { [:] }

  /// Takes over a state that `state` gave in a training that was interrupted. Called after `onTrainBegin`, and only
  /// if the state was not empty.
  open func restore(_ state: CallbackState) throws {}

  /// Before the first epoch.
  open func onTrainBegin() throws {}
  /// After the last epoch, with its logs.
  open func onTrainEnd(logs: [String: Double]) throws {}
  /// Before an epoch; epochs count from 0.
  open func onEpochBegin(_ epoch: Int) throws {}
  /// After an epoch and its validation. What is added to the logs, such as a learning rate, shows in the history.
  open func onEpochEnd(_ epoch: Int, logs: inout [String: Double]) throws {}
  /// Before a training step; steps count from 0 in each epoch.
  open func onTrainBatchBegin(_ step: Int) throws {}
  /// After a training step.
  open func onTrainBatchEnd(_ step: Int, logs: [String: Double]) throws {}
  /// Before an evaluation, also one within training.
  open func onTestBegin() throws {}
  /// After an evaluation.
  open func onTestEnd(logs: [String: Double]) throws {}
}
