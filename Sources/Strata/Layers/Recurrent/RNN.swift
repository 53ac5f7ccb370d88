/// Applies a cell along a sequence, handing its states on from step to step.
///
/// Input `[batch, time, features]`. Output: that of the last step, `[batch, units]`, or with `returnSequences`
/// those of all steps, `[batch, time, units]`. Weights: those of the cell.
///
/// A step that the input's mask leaves out keeps the states as they are; its output is the previous one, or zeros
/// with `zeroOutputForMask`.
///
/// `LSTM`, `GRU` and `SimpleRNN` are this layer with their cells.
open class RNN: Layer {
  /// What is computed in each step.
  public var cell: RNNCell { anyCell }
  private let anyCell: RNNCell
  /// Whether the output has that of all steps, and not of the last one alone.
  public let returnSequences: Bool
  /// Whether the states after the last step are further outputs.
  public let returnState: Bool
  /// Whether the sequence is gone through from its end. The outputs of all steps are then in the order in which
  /// they were computed, the one for the end of the sequence first.
  public let goBackwards: Bool
  /// Whether the states after a batch are those before the next one: sample i of a batch goes on where sample i of
  /// the batch before ended. All batches must have the same size.
  public let stateful: Bool
  /// Kept for files. The steps are one operation in Strata, however many they are, which it has no effect on.
  public let unroll: Bool
  /// Whether steps that do not count have zeros as output, not the previous output.
  public internal(set) var zeroOutputForMask: Bool
  /// The states after the last batch if the layer is stateful; nil before the first one.
  public internal(set) var states: [Variable]?

  /// A layer with the given properties.
  public init(
    _ cell: RNNCell, returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    stateful: Bool = false, unroll: Bool = false,
    zeroOutputForMask: Bool = false, activityRegularizer: (any Regularizer)? = nil, name: String? = nil,
    trainable: Bool = true
  ) {
    anyCell = cell
    self.returnSequences = returnSequences
    self.returnState = returnState
    self.goBackwards = goBackwards
    self.stateful = stateful
    self.unroll = unroll
    self.zeroOutputForMask = zeroOutputForMask
    super.init(name: name, trainable: trainable, activityRegularizer: activityRegularizer)
    track(cell, as: "cell")
  }

  /// A layer that applies several cells in each step, one on the output of the other.
  public convenience init(
    _ cells: [RNNCell], returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    stateful: Bool = false, unroll: Bool = false,
    zeroOutputForMask: Bool = false, activityRegularizer: (any Regularizer)? = nil, name: String? = nil,
    trainable: Bool = true
  ) {
    self.init(
      StackedRNNCells(cells), returnSequences: returnSequences, returnState: returnState,
      goBackwards: goBackwards, stateful: stateful, unroll: unroll,
      zeroOutputForMask: zeroOutputForMask, activityRegularizer: activityRegularizer, name: name,
      trainable: trainable)
  }

  /// What a file says of a layer with the given cell.
  init(_ cell: RNNCell, config: Config) throws {
    try config.require(
      "time_major", .bool(false),
      because: "Strata takes sequences with the batch axis first: [batch, time, …]")
    anyCell = cell
    returnSequences = try config.bool("return_sequences", default: false)
    returnState = try config.bool("return_state", default: false)
    goBackwards = try config.bool("go_backwards", default: false)
    stateful = try config.bool("stateful", default: false)
    unroll = try config.bool("unroll", default: false)
    zeroOutputForMask = try config.bool("zero_output_for_mask", default: false)
    super.init(
      name: try config.name, trainable: try config.trainable,
      activityRegularizer: try config.regularizer("activity_regularizer"))
    track(cell, as: "cell")
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws { try self.init(config.cell("cell"), config: config) }

  open override var arguments: Arguments? { sequenceArguments + ["cell": cell] }

  /// The arguments that are about sequences.
  final var sequenceArguments: Arguments {
    [
      "return_sequences": returnSequences, "return_state": returnState, "go_backwards": goBackwards,
      "stateful": stateful, "unroll": unroll, "zero_output_for_mask": zeroOutputForMask,
    ]
  }

  /// A new layer with the same properties and weights of its own; nil if the cell cannot be copied.
  func copy(name: String, goBackwards: Bool) -> RNN? {
    cell.copy().map { cell in
      RNN(
        cell, returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards,
        stateful: stateful, unroll: unroll,
        zeroOutputForMask: zeroOutputForMask, activityRegularizer: activityRegularizer, name: name,
        trainable: trainable)
    }
  }

  // MARK: Calling

  /// The output for sequences that start from given states.
  /// - Parameters:
  ///   - initialState: the states before the first step, each `[batch, size]`; nil for the usual ones.
  ///   - mask: which steps count, `bool[batch, time]`; nil for the mask that the input carries, if any.
  ///   - training: whether the model is being trained; nil for what the layer that calls this one was told.
  /// - Throws: `StrataError.incompatibleInput` if the layer cannot take the input, the states or the mask.
  public func callAsFunction(
    _ input: Tensor, initialState: [Tensor]?, mask: Tensor? = nil, training: Bool? = nil
  ) throws -> Tensor {
    try outputAndStates(input, initialState: initialState, mask: mask, training: training).output
  }

  /// The output, and the states after the last step: what Keras gives with `return_state`.
  /// - Throws: as `callAsFunction(_:initialState:mask:training:)`.
  public func outputAndStates(
    _ input: Tensor, initialState: [Tensor]? = nil, mask: Tensor? = nil, training: Bool? = nil
  ) throws -> (output: Tensor, states: [Tensor]) {
    try CallContext.forCall(training: training) {
      try outputAndStates(input.masked(by: mask), initialState: initialState, context: $0)
    }
  }

  /// The same in a functional model: the output for sequences that start from states that other layers give.
  /// - Parameters:
  ///   - initialState: the states before the first step, each `[batch, size]`.
  ///   - training: as for every layer of a functional model.
  /// - Throws: `StrataError.incompatibleInput` if the layer cannot take the input or the states, `.severalOutputs` if it
  ///   gives its states too.
  public func callAsFunction(
    _ input: any SymbolicTensorConvertible, initialState: [any SymbolicTensorConvertible],
    training: Bool? = nil
  ) throws -> SymbolicTensor {
    let outputs = try outputs(for: input, initialState: initialState, training: training)
    guard outputs.count == 1 else { throw StrataError.severalOutputs(layer: name, count: outputs.count) }
    return outputs[0]
  }

  /// The same for a layer with `returnState`: the output, and the states after the last step.
  /// - Throws: `StrataError.incompatibleInput` if the layer cannot take the input or the states.
  public func outputs(
    for input: any SymbolicTensorConvertible, initialState: [any SymbolicTensorConvertible],
    training: Bool? = nil
  ) throws -> [SymbolicTensor] {
    try recordedCall(
      [input.symbolicTensor], initialStates: initialState.map { try $0.symbolicTensor }, training: training
    ).outputs
  }

  /// The same as part of a larger call.
  public func outputAndStates(
    _ input: Tensor, initialState: [Tensor]? = nil, context: CallContext
  ) throws -> (output: Tensor, states: [Tensor]) {
    let results = try outputs(for: [input], context: context) { inputs in
      let (output, states) = try run(inputs[0], from: initialState, context)
      return [output] + states
    }
    return (results[0], Array(results.dropFirst()))
  }

  /// Makes the states of a stateful layer zero.
  public func resetStates() {
    for state in states ?? [] { state.value = .zeros(state.shape, dtype: state.dtype) }
  }

  // MARK: Layer

  open override var inputSpec: InputSpec? {
    InputSpec(rank: inputShape?.count, minimumRank: 3, axes: builtSizes(ofAxes: [-1]))
  }

  open override var supportsMasking: Bool { true }

  open override func treatsSamplesAlone(training: Bool) -> Bool {
    !stateful && cell.treatsSamplesAlone(training: training)
  }

  open override func computeMask(_ input: Tensor, mask: Tensor?) throws -> Tensor? {
    returnSequences ? mask : nil
  }

  open override func createWeights(inputShape: PartialShape) throws {
    try cell.build(inputShape: [inputShape[0]] + inputShape.dropFirst(2))
    if stateful, let batchSize = inputShape[0] { makeStates(batchSize: batchSize) }
  }

  /// The first input is the sequence; others are the states before the first step.
  open override func validate(inputShapes: [PartialShape]) throws {
    try requireInputs(inputShapes, stateSizes: cell.stateSizes)
  }

  open override func createWeights(inputShapes: [PartialShape]) throws {
    try createWeights(inputShape: inputShapes[0])
  }

  open override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    try run(input, from: nil, context).output
  }

  /// The output, and with `returnState` the states after the last step.
  open override func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    guard inputs.count > 1 || returnState else { return [try call(inputs[0], context: context)] }
    let initialState = inputs.count > 1 ? Array(inputs.dropFirst()) : nil
    let (output, states) = try run(inputs[0], from: initialState, context)
    return returnState ? [output] + states : [output]
  }
}
