/// What `SimpleRNN`, `LSTM` and `GRU` have in common.
public class StandardRNN: RNN {
  init(
    _ cell: StandardRNNCell, returnSequences: Bool, returnState: Bool, goBackwards: Bool, stateful: Bool,
    unroll: Bool, zeroOutputForMask: Bool,
    activityRegularizer: (any Regularizer)?, name: String?, trainable: Bool
  ) {
    super.init(
      cell, returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards,
      stateful: stateful, unroll: unroll,
      zeroOutputForMask: zeroOutputForMask, activityRegularizer: activityRegularizer, name: name,
      trainable: trainable)
  }

  /// A layer with another cell and otherwise the properties of `other`.
  init(_ cell: StandardRNNCell, like other: StandardRNN, name: String, goBackwards: Bool) {
    super.init(
      cell, returnSequences: other.returnSequences, returnState: other.returnState, goBackwards: goBackwards,
      stateful: other.stateful, unroll: other.unroll,
      zeroOutputForMask: other.zeroOutputForMask, activityRegularizer: other.activityRegularizer, name: name,
      trainable: other.trainable)
  }

  /// What a file says of a layer with the given cell.
  init(_ cell: StandardRNNCell, config: Config) throws { try super.init(cell, config: config) }

  /// What is computed in each step.
  public override var cell: StandardRNNCell { super.cell as! StandardRNNCell }

  /// The number of features of the output.
  public var units: Int { cell.units }

  /// The kernel of the input, `[in, gates · units]`.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var kernel: Variable { get throws { try cell.kernel } }

  /// The kernel of the state, `[units, gates · units]`.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var recurrentKernel: Variable { get throws { try cell.recurrentKernel } }

  /// The bias.
  /// - Throws: `StrataError.notBuilt` before the layer is built, `.invalidArgument` if it has no bias.
  public var bias: Variable { get throws { try cell.bias } }

  public override var inputSpec: InputSpec? { InputSpec(rank: 3, axes: builtSizes(ofAxes: [-1])) }
}
