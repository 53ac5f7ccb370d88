/// Applies a cell along a sequence, handing its states on from step to step.
///
/// Input `[batch, time, features]`. Output: that of the last step, `[batch, units]`, or with `returnSequences` those of
/// all steps, `[batch, time, units]`. Weights: those of the cell.
///
/// A step that the input's mask leaves out keeps the states as they are; its output is the previous one, or zeros with
/// `zeroOutputForMask`.
///
/// `LSTM`, `GRU` and `SimpleRNN` are this layer with their cells.
open class RNN: Layer {
  /// What is computed in each step.
  public var cell: RNNCell { anyCell }
  private let anyCell: RNNCell
  /// Whether the output has that of all steps, and not of the last one alone.
  public let returnSequences: Bool
  /// Whether the sequence is gone through from its end. The outputs of all steps are then in the order in which they
  /// were computed, the one for the end of the sequence first.
  public let goBackwards: Bool
  /// Whether the states after a batch are those before the next one: sample i of a batch goes on where sample i of the
  /// batch before ended. All batches must have the same size.
  public let stateful: Bool
  /// Whether steps that do not count have zeros as output, not the previous output.
  public internal(set) var zeroOutputForMask: Bool
  /// The states after the last batch if the layer is stateful; nil before the first one.
  public private(set) var states: [Variable]?

  /// A layer with the given properties.
  public init(
    _ cell: RNNCell, returnSequences: Bool = false, goBackwards: Bool = false, stateful: Bool = false,
    zeroOutputForMask: Bool = false, activityRegularizer: (any Regularizer)? = nil, name: String? = nil,
    trainable: Bool = true
  ) {
    anyCell = cell
    self.returnSequences = returnSequences
    self.goBackwards = goBackwards
    self.stateful = stateful
    self.zeroOutputForMask = zeroOutputForMask
    super.init(name: name, trainable: trainable, activityRegularizer: activityRegularizer)
    track(cell, as: "cell")
  }

  /// A layer that applies several cells in each step, one on the output of the other.
  public convenience init(
    _ cells: [RNNCell], returnSequences: Bool = false, goBackwards: Bool = false, stateful: Bool = false,
    zeroOutputForMask: Bool = false, activityRegularizer: (any Regularizer)? = nil, name: String? = nil,
    trainable: Bool = true
  ) {
    self.init(
      StackedRNNCells(cells), returnSequences: returnSequences, goBackwards: goBackwards, stateful: stateful,
      zeroOutputForMask: zeroOutputForMask, activityRegularizer: activityRegularizer, name: name,
      trainable: trainable)
  }

  /// A new layer with the same properties and weights of its own; nil if the cell cannot be copied.
  func copy(name: String, goBackwards: Bool) -> RNN? {
    cell.copy().map { cell in
      RNN(
        cell, returnSequences: returnSequences, goBackwards: goBackwards, stateful: stateful,
        zeroOutputForMask: zeroOutputForMask, activityRegularizer: activityRegularizer, name: name,
        trainable: trainable)
    }
  }

  // MARK: Calling

  /// The output for sequences that start from given states.
  /// - Parameters:
  ///   - initialState: the states before the first step, each `[batch, size]`; nil for the usual ones.
  ///   - mask: which steps count, `bool[batch, time]`; nil for the mask that the input carries, if any.
  /// - Throws: `StrataError.incompatibleInput` if the layer cannot take the input, the states or the mask.
  public func callAsFunction(
    _ input: Tensor, initialState: [Tensor]?, mask: Tensor? = nil, training: Bool = false
  ) throws -> Tensor {
    try outputAndStates(input, initialState: initialState, mask: mask, training: training).output
  }

  /// The output, and the states after the last step: what Keras gives with `return_state`.
  /// - Throws: as `callAsFunction(_:initialState:mask:training:)`.
  public func outputAndStates(
    _ input: Tensor, initialState: [Tensor]? = nil, mask: Tensor? = nil, training: Bool = false
  ) throws -> (output: Tensor, states: [Tensor]) {
    try outputAndStates(
      input.masked(by: mask), initialState: initialState, context: CallContext(training: training))
  }

  /// The same as part of a larger call.
  public func outputAndStates(
    _ input: Tensor, initialState: [Tensor]? = nil, context: CallContext
  ) throws -> (output: Tensor, states: [Tensor]) {
    let results = try outputs(for: input, context: context) { input in
      let (output, states) = try run(input, from: initialState, context)
      return [output] + states
    }
    return (results[0], Array(results.dropFirst()))
  }

  /// Makes the states of a stateful layer zero.
  public func resetStates() { for state in states ?? [] { state.value = .zeros(state.shape) } }

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

  open override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    try run(input, from: nil, context).output
  }

  // MARK: The loop

  private func run(
    _ input: Tensor, from initialState: [Tensor]?, _ context: CallContext
  ) throws -> (output: Tensor, states: [Tensor]) {
    let (batchSize, length) = (input.shape[0], input.shape[1])
    guard length > 0 else {
      throw StrataError.incompatibleInput(
        layer: name, expected: "at least one step", found: "an input of shape \(input.shape)")
    }
    let counts = try countingSteps(of: input)
    let firstStates = try self.firstStates(initialState, batchSize: batchSize, context)
    let inputs = input.movingAxis(1, to: 0)
    let cellContext = CallContext(training: context.training, findsShapeOnly: context.findsShapeOnly)
    let step = try cell.step(inputShape: Array(inputs.shape.dropFirst()), context: cellContext)
    // An output that is one of the states anyway need not be kept for all steps if only the last one is wanted.
    let keepsOutputs = returnSequences || cell.outputState == nil

    let (states, outputs) = try scan(
      firstStates, over: [inputs] + (counts.map { [$0] } ?? []), reversed: goBackwards
    ) { previous, slices in
      var (output, states) = try step(slices[0], previous)
      try requireSameStates(states, as: previous)
      if let counts = slices.dropFirst().first {
        output = select(counts, output, try outputWhereMasked(like: output, previous))
        states = zip(states, previous).map { select(counts, $0, $1) }
      }
      return (states, keepsOutputs ? [output] : [])
    }
    guard cellContext.losses.isEmpty else {
      throw StrataError.invalidArgument(
        owner: cell.name, argument: "a step", expected: "one that adds no losses", found: "a call of addLoss")
    }
    if stateful, !context.findsShapeOnly {
      for (variable, state) in zip(self.states ?? [], states) { variable.value = state }
    }
    let last = goBackwards ? 0 : length - 1
    if returnSequences {
      let inOrder = goBackwards ? outputs[0].flipped(axis: 0) : outputs[0]
      return (inOrder.movingAxis(0, to: 1), states)
    }
    if keepsOutputs { return (outputs[0][last], states) }
    let output = states[cell.outputState!]
    if zeroOutputForMask, let counts { return (select(counts[last], output, 0), states) }
    return (output, states)
  }

  /// The input's mask as `bool[time, batch, 1]`, nil if all steps count.
  private func countingSteps(of input: Tensor) throws -> Tensor? {
    guard let mask = input.mask else { return nil }
    guard mask.shape == Array(input.shape.prefix(2)) else {
      throw StrataError.incompatibleInput(
        layer: name, expected: "a mask of shape \(Array(input.shape.prefix(2))), one element for each step",
        found: "one of shape \(mask.shape)")
    }
    return mask.converted(to: .bool).transposed().expandedDims(axis: -1)
  }

  /// The output of a step that does not count: as in Keras, the state that is the previous output, by default the first.
  private func outputWhereMasked(like output: Tensor, _ previous: [Tensor]) throws -> Tensor {
    if zeroOutputForMask { return .zeros(like: output) }
    let state = previous[cell.outputState ?? 0]
    guard state.type == output.type else {
      throw StrataError.invalidArgument(
        owner: cell.name, argument: "the first state",
        expected: "shaped as the output, \(output.shape), to stand for it where the mask leaves out a step; "
          + "or set zeroOutputForMask",
        found: "\(state.shape)")
    }
    return state
  }

  private func requireSameStates(_ states: [Tensor], as previous: [Tensor]) throws {
    guard states.map(\.type) == previous.map(\.type) else {
      throw StrataError.invalidArgument(
        owner: cell.name, argument: "the states after a step",
        expected: "as those before it, \(previous.map(\.type))", found: states.map(\.type).description)
    }
  }

  // MARK: States

  private func firstStates(
    _ given: [Tensor]?, batchSize: Int, _ context: CallContext
  ) throws -> [Tensor] {
    if let given {
      try cell.requireStates(given, batchSize: batchSize, layer: name)
      return given.map { $0.converted(to: .float32) }
    }
    guard stateful, !context.findsShapeOnly else { return cell.initialState(batchSize: batchSize) }
    if states == nil { makeStates(batchSize: batchSize) }
    let values = (states ?? []).map(\.value)
    guard values.allSatisfy({ $0.shape[0] == batchSize }) else {
      throw StrataError.incompatibleInput(
        layer: name, expected: "\(values[0].shape[0]) samples in each batch, because it is stateful",
        found: "\(batchSize)")
    }
    return values
  }

  private func makeStates(batchSize: Int) {
    // First values are concrete even if the layer is first called within a recording.
    states = Trace.$current.withValue(nil) {
      cell.initialState(batchSize: batchSize).map { Variable($0, name: "rnn_state", trainable: false) }
    }
  }
}
