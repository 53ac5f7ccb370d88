import StrataIO

/// Two recurrent layers on the same sequence, one from its start and one from its end, and their outputs in one.
///
/// Input as that of the layers; output theirs, merged: for `.concat`, the default, twice as many features. With
/// `returnSequences`, both outputs are in the order of the sequence. With `.none` there are two outputs, that of the
/// forward layer first. Weights: all of the forward layer, then all of
/// the backward layer.
public final class Bidirectional: Layer {
  /// How two outputs become one.
  public enum MergeMode: CaseIterable, ConfigValue, Sendable, Hashable {
    /// The features of the backward layer after those of the forward layer.
    case concat
    /// Their sum.
    case sum
    /// Their product.
    case mul
    /// Their mean.
    case ave
    /// They stay two outputs.
    case none

    /// Keras's words.
    static let names: KeyValuePairs<String, MergeMode> = [
      "concat": .concat, "sum": .sum, "mul": .mul, "ave": .ave,
    ]

    public var json: JSONValue { Self.names.first { $0.value == self }.map { .string($0.key) } ?? .null }
  }

  /// The layer that starts with the first step.
  public let forwardLayer: RNN
  /// The layer that starts with the last step.
  public let backwardLayer: RNN
  /// How the two outputs become one.
  public let mergeMode: MergeMode
  /// Whether the states after the last steps are further outputs, those of the forward layer first.
  public var returnState: Bool { forwardLayer.returnState }

  /// - Parameters:
  ///   - layer: what the two layers are like: both are new ones with its properties and weights of their own, as in
  ///     Keras. Only a layer whose cell cannot be copied is the forward layer itself.
  ///   - backwardLayer: the layer that goes backwards, if it is to be another one.
  public init(
    _ layer: RNN, mergeMode: MergeMode = .concat, backwardLayer: RNN? = nil,
    activityRegularizer: (any Regularizer)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    func prefixed(_ prefix: String) -> String {
      layer.name.hasPrefix(prefix) ? layer.name : prefix + layer.name
    }
    forwardLayer = layer.copy(name: prefixed("forward_"), goBackwards: layer.goBackwards) ?? layer
    self.backwardLayer =
      backwardLayer ?? layer.copy(name: prefixed("backward_"), goBackwards: true) ?? forwardLayer
    self.mergeMode = mergeMode
    super.init(name: name, trainable: trainable, activityRegularizer: activityRegularizer)
    // In sequences, what does not count must be 0 in both outputs, or the merged one would mix different steps.
    forwardLayer.zeroOutputForMask = forwardLayer.returnSequences
    self.backwardLayer.zeroOutputForMask = self.backwardLayer.returnSequences
    track(forwardLayer, as: "forward_layer")
    track(self.backwardLayer, as: "backward_layer")
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    let leavesApart = config.has("merge_mode") && config.json("merge_mode") == nil
    self.init(
      try config.recurrentLayer("layer"),
      mergeMode: leavesApart ? .none : try config.choice("merge_mode", MergeMode.names, default: .concat),
      backwardLayer: config.json("backward_layer") == nil ? nil : try config.recurrentLayer("backward_layer"),
      activityRegularizer: try config.regularizer("activity_regularizer"), name: try config.name,
      trainable: try config.trainable)
  }

  public override var arguments: Arguments? {
    ["merge_mode": mergeMode, "layer": forwardLayer, "backward_layer": backwardLayer]
  }

  /// The merged output, and the states of both layers after their last steps, those of the forward layer first.
  /// - Parameter initialState: the states before the first steps, those of the forward layer first.
  /// - Throws: `StrataError.incompatibleInput` if the layer cannot take the input, the states or the mask;
  ///   `.severalOutputs` if it does not merge them.
  public func outputAndStates(
    _ input: Tensor, initialState: [Tensor]? = nil, mask: Tensor? = nil, training: Bool? = nil
  ) throws -> (output: Tensor, states: [Tensor]) {
    let results = try CallContext.forCall(training: training) { context in
      try outputs(for: [input.masked(by: mask)], context: context) { inputs in
        let (forward, backward) = try runs(inputs[0], initialState, context)
        let outputs = merged(forward.output, backward.output)
        guard outputs.count == 1 else {
          throw StrataError.severalOutputs(layer: name, count: outputs.count)
        }
        return outputs + forward.states + backward.states
      }
    }
    return (results[0], Array(results.dropFirst()))
  }

  /// The same in a functional model: the output for sequences that start from states that other layers give.
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

  /// The same for layers with `returnState`: the merged output, and the states after the last steps.
  /// - Throws: `StrataError.incompatibleInput` if the layer cannot take the input or the states.
  public func outputs(
    for input: any SymbolicTensorConvertible, initialState: [any SymbolicTensorConvertible],
    training: Bool? = nil
  ) throws -> [SymbolicTensor] {
    try recordedCall(
      [input.symbolicTensor], initialStates: initialState.map { try $0.symbolicTensor }, training: training
    ).outputs
  }

  /// The outputs of the two layers, not merged, whatever `mergeMode` is.
  /// - Throws: as `outputAndStates(_:initialState:mask:training:)`.
  public func separateOutputs(
    _ input: Tensor, initialState: [Tensor]? = nil, mask: Tensor? = nil, training: Bool? = nil
  ) throws -> (forward: Tensor, backward: Tensor) {
    let results = try CallContext.forCall(training: training) { context in
      try outputs(for: [input.masked(by: mask)], context: context) { inputs in
        let (forward, backward) = try runs(inputs[0], initialState, context)
        return [forward.output, backward.output]
      }
    }
    return (results[0], results[1])
  }

  /// Makes the states of stateful layers zero.
  public func resetStates() {
    forwardLayer.resetStates()
    backwardLayer.resetStates()
  }

  // MARK: Layer

  public override var inputSpec: InputSpec? { forwardLayer.inputSpec }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool {
    forwardLayer.treatsSamplesAlone(training: training)
      && backwardLayer.treatsSamplesAlone(training: training)
  }

  public override func computeMasks(_ inputs: [Tensor], masks: [Tensor?]) throws -> [Tensor?] {
    let mask = forwardLayer.returnSequences ? masks[0] : nil
    return mergeMode == .none ? [mask, mask] : [mask]
  }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(
      forwardLayer.goBackwards != backwardLayer.goBackwards, "backwardLayer",
      expected:
        "a layer that goes the other way than the forward layer; one is made from the layer unless its cell "
        + "does not override copy()",
      found: "\(backwardLayer)")
    try require(
      forwardLayer.returnSequences == backwardLayer.returnSequences
        && forwardLayer.returnState == backwardLayer.returnState
        && forwardLayer.stateful == backwardLayer.stateful,
      "backwardLayer",
      expected: "a layer with the same returnSequences, returnState and stateful as the forward layer",
      found: "\(backwardLayer)")
    try forwardLayer.build(inputShape: inputShape)
    try backwardLayer.build(inputShape: inputShape)
  }

  /// The first input is the sequence; others are the states before the first steps, those of the forward layer first.
  public override func validate(inputShapes: [PartialShape]) throws {
    try requireInputs(inputShapes, stateSizes: forwardLayer.cell.stateSizes + backwardLayer.cell.stateSizes)
  }

  public override func createWeights(inputShapes: [PartialShape]) throws {
    try createWeights(inputShape: inputShapes[0])
  }

  /// The merged output or both, and with `returnState` the states after the last steps.
  public override func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    let initialState = inputs.count > 1 ? Array(inputs.dropFirst()) : nil
    let (forward, backward) = try runs(inputs[0], initialState, context)
    let outputs = merged(forward.output, backward.output)
    return returnState ? outputs + forward.states + backward.states : outputs
  }

  private typealias Run = (output: Tensor, states: [Tensor])

  private func runs(
    _ input: Tensor, _ initialState: [Tensor]?, _ context: CallContext
  ) throws -> (forward: Run, backward: Run) {
    let forwardStates = forwardLayer.cell.stateSizes.count
    if let initialState {
      let expected = forwardStates + backwardLayer.cell.stateSizes.count
      guard initialState.count == expected else {
        throw StrataError.incompatibleInput(
          layer: name, expected: "\(expected) states, those of the forward layer first",
          found: "\(initialState.count)")
      }
    }
    let forward = try forwardLayer.outputAndStates(
      input, initialState: initialState.map { Array($0.prefix(forwardStates)) }, context: context)
    var backward = try backwardLayer.outputAndStates(
      input, initialState: initialState.map { Array($0.dropFirst(forwardStates)) }, context: context)
    if backwardLayer.returnSequences { backward.output = backward.output.flipped(axis: 1) }
    return (forward, backward)
  }

  private func merged(_ forward: Tensor, _ backward: Tensor) -> [Tensor] {
    // A map of policies may have others for the two layers.
    let (forward, backward) = (forward.converted(to: computeDType), backward.converted(to: computeDType))
    return switch mergeMode {
    case .concat: [.concatenate([forward, backward], axis: -1)]
    case .sum: [forward + backward]
    case .mul: [forward * backward]
    case .ave: [(forward + backward) / 2]
    case .none: [forward, backward]
    }
  }
}

extension Config {
  fileprivate func recurrentLayer(_ argument: String) throws -> RNN {
    let layer = try layer(argument)
    guard let recurrent = layer as? RNN else {
      throw error(argument, "must be a recurrent layer, such as LSTM, not \(layer.className)")
    }
    return recurrent
  }
}
