/// One step of a recurrent layer: the output of a cell is its input and its previous states turned into the output
/// and the next states. `RNN` applies it along a sequence.
///
/// A cell of one's own overrides `stateSizes`, `createWeights(inputShape:)` and `call(_:states:context:)`:
///
/// ```swift
/// final class RunningMean: RNNCell {
///   override var stateSizes: [Int] { [3] }
///   override func call(
///     _ input: Tensor, states: [Tensor], context: CallContext
///   ) throws -> (output: Tensor, states: [Tensor]) {
///     let mean = 0.9 * states[0] + 0.1 * input
///     return (mean, [mean])
///   }
/// }
/// let layer = RNN(RunningMean(), returnSequences: true)
/// ```
///
/// Variables may be read and assigned in a step, and each step may draw random numbers of its own from a
/// `SeedGenerator`.
open class RNNCell: Layer {
  /// One step for a batch of inputs `[batch, features]` and states `[batch, size]`.
  public typealias Step = (_ input: Tensor, _ states: [Tensor]) throws -> (output: Tensor, states: [Tensor])

  // MARK: To override

  /// The number of features of each state.
  open var stateSizes: [Int] { stop("\(Self.self) does not override stateSizes") }

  /// The number of features of the output; that of the first state unless overridden.
  open var outputSize: Int { stateSizes.first ?? 0 }

  /// The state that is always the same as the output, if there is one.
  open var outputState: Int? { nil }

  /// Computes one step.
  /// - Parameters:
  ///   - input: `[batch, features]`.
  ///   - states: the previous ones, each `[batch, size]`.
  /// - Returns: the output `[batch, outputSize]` and the next states, of the same shapes and in the same order.
  open func call(
    _ input: Tensor, states: [Tensor], context: CallContext
  ) throws -> (output: Tensor, states: [Tensor]) {
    stop("\(Self.self) does not override call(_:states:context:)")
  }

  /// The step for a whole sequence. Overridden by a cell that prepares something which is the same for all steps of
  /// a sequence, such as a choice of units to drop; `call(_:states:context:)` is then not called.
  /// - Parameter inputShape: that of the input of each step.
  open func step(inputShape: [Int], context: CallContext) throws -> Step {
    { try self.call($0, states: $1, context: context) }
  }

  /// The states before the first step; zeros unless overridden.
  open func initialState(batchSize: Int) -> [Tensor] { stateSizes.map { .zeros([batchSize, $0]) } }

  /// A new cell with the same properties and weights of its own, by which `Bidirectional` makes the layer that goes
  /// the other way; nil if the cell does not know how, which is so unless overridden.
  open func copy() -> RNNCell? { nil }

  // MARK: Calling

  /// Computes a single step, after building the cell if need be.
  /// - Throws: `StrataError.incompatibleInput` if the cell cannot take the input or the states.
  public func callAsFunction(
    _ input: Tensor, states: [Tensor], training: Bool? = nil
  ) throws -> (output: Tensor, states: [Tensor]) {
    try CallContext.forCall(training: training) { try self(input, states: states, context: $0) }
  }

  private func callAsFunction(
    _ input: Tensor, states: [Tensor], context: CallContext
  ) throws -> (output: Tensor, states: [Tensor]) {
    let results = try outputs(for: [input], context: context) { inputs in
      let input = inputs[0]
      try requireStates(states, batchSize: input.shape[0], layer: name)
      let previous = states.map { $0.converted(to: computeDType) }
      let (output, states) = try step(inputShape: input.shape, context: context)(input, previous)
      return [output] + states
    }
    return (results[0], Array(results.dropFirst()))
  }

  final override func callForShapes(_ inputs: [Tensor], _ context: CallContext) throws -> [Tensor] {
    try [self(inputs[0], states: initialState(batchSize: inputs[0].shape[0]), context: context).output]
  }

  /// A cell has no output without states: this throws.
  public final override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    throw StrataError.invalidArgument(
      owner: name, argument: "the layer", expected: "RNN(\(Self.className)(…)), which works on sequences",
      found: "the cell alone, which needs states")
  }

  /// Throws unless there is one state for each of the cell's, with the right shape.
  func requireStates(_ states: [Tensor], batchSize: Int, layer: String) throws {
    let expected = stateSizes.map { [batchSize, $0] }
    guard states.map(\.shape) == expected else {
      throw StrataError.incompatibleInput(
        layer: layer, expected: "states of the shapes \(expected)", found: "\(states.map(\.shape))")
    }
  }
}

extension Config {
  /// A cell of a recurrent layer.
  func cell(_ argument: String) throws -> RNNCell {
    let layer = try layer(argument)
    guard let cell = layer as? RNNCell else {
      throw error(argument, "must be a cell, such as LSTMCell, not the layer \(layer.className)")
    }
    return cell
  }
}
