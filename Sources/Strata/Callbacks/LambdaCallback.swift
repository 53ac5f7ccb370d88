/// A callback made of closures.
///
/// ```swift
/// let printer = LambdaCallback(onEpochEnd: { epoch, logs in print(epoch, logs["loss"]!) })
/// ```
public final class LambdaCallback: Callback {
  private let trainBegin: (() throws -> Void)?
  private let trainEnd: ((_ logs: [String: Double]) throws -> Void)?
  private let epochBegin: ((_ epoch: Int) throws -> Void)?
  private let epochEnd: ((_ epoch: Int, _ logs: [String: Double]) throws -> Void)?
  private let batchBegin: ((_ step: Int) throws -> Void)?
  private let batchEnd: ((_ step: Int, _ logs: [String: Double]) throws -> Void)?

  /// The closures are called as the methods of `Callback` with their names.
  public init(
    onTrainBegin: (() throws -> Void)? = nil,
    onTrainEnd: ((_ logs: [String: Double]) throws -> Void)? = nil,
    onEpochBegin: ((_ epoch: Int) throws -> Void)? = nil,
    onEpochEnd: ((_ epoch: Int, _ logs: [String: Double]) throws -> Void)? = nil,
    onTrainBatchBegin: ((_ step: Int) throws -> Void)? = nil,
    onTrainBatchEnd: ((_ step: Int, _ logs: [String: Double]) throws -> Void)? = nil
  ) {
    trainBegin = onTrainBegin
    trainEnd = onTrainEnd
    epochBegin = onEpochBegin
    epochEnd = onEpochEnd
    batchBegin = onTrainBatchBegin
    batchEnd = onTrainBatchEnd
  }

  public override var needsBatchLogs: Bool { batchEnd != nil }

  public override func onTrainBegin() throws { try trainBegin?() }
  public override func onTrainEnd(logs: [String: Double]) throws { try trainEnd?(logs) }
  public override func onEpochBegin(_ epoch: Int) throws { try epochBegin?(epoch) }
  public override func onEpochEnd(_ epoch: Int, logs: inout [String: Double]) throws {
    try epochEnd?(epoch, logs)
  }
  public override func onTrainBatchBegin(_ step: Int) throws { try batchBegin?(step) }
  public override func onTrainBatchEnd(_ step: Int, logs: [String: Double]) throws {
    try batchEnd?(step, logs)
  }
}
