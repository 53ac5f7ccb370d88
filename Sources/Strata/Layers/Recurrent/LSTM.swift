/// Long short-term memory (Hochreiter and Schmidhuber, 1997), with a forget gate (Gers et al., 2000).
///
/// With `z = x · kernel + h · recurrent_kernel + bias`, split into the gates i, f, c̃ and o, and σ the recurrent
/// activation, each step computes `c = σ(f) c + σ(i) activation(c̃)` and `h = σ(o) activation(c)`.
///
/// Input `[batch, time, in]`, output `[batch, units]`, or with `returnSequences` `[batch, time, units]`; states `h`
/// and `c`. Weights, with the gates side by side: `kernel` `[in, 4 · units]`, `recurrent_kernel`
/// `[units, 4 · units]`, `bias` `[4 · units]`. `gate(_:)` gives those of one gate.
public final class LSTM: StandardRNN {
  /// A layer with the given properties; the cell has those that are not about sequences.
  public init(
    _ units: Int, activation: ActivationFunction = .tanh, recurrentActivation: ActivationFunction = .sigmoid,
    useBias: Bool = true, kernelInitializer: any Initializer = .glorotUniform(),
    recurrentInitializer: any Initializer = .orthogonal(), biasInitializer: any Initializer = .zeros,
    unitForgetBias: Bool = true, kernelRegularizer: (any Regularizer)? = nil,
    recurrentRegularizer: (any Regularizer)? = nil, biasRegularizer: (any Regularizer)? = nil,
    activityRegularizer: (any Regularizer)? = nil, kernelConstraint: (any Constraint)? = nil,
    recurrentConstraint: (any Constraint)? = nil, biasConstraint: (any Constraint)? = nil,
    dropout: Double = 0, recurrentDropout: Double = 0, seed: Int? = nil, returnSequences: Bool = false,
    returnState: Bool = false, goBackwards: Bool = false, stateful: Bool = false, unroll: Bool = false,
    zeroOutputForMask: Bool = false, name: String? = nil,
    trainable: Bool = true
  ) {
    let cell = LSTMCell(
      units, activation: activation, recurrentActivation: recurrentActivation, useBias: useBias,
      kernelInitializer: kernelInitializer, recurrentInitializer: recurrentInitializer,
      biasInitializer: biasInitializer, unitForgetBias: unitForgetBias, kernelRegularizer: kernelRegularizer,
      recurrentRegularizer: recurrentRegularizer, biasRegularizer: biasRegularizer,
      kernelConstraint: kernelConstraint, recurrentConstraint: recurrentConstraint,
      biasConstraint: biasConstraint, dropout: dropout, recurrentDropout: recurrentDropout, seed: seed,
      name: "lstm_cell", trainable: trainable)
    super.init(
      cell, returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards,
      stateful: stateful, unroll: unroll,
      zeroOutputForMask: zeroOutputForMask, activityRegularizer: activityRegularizer, name: name,
      trainable: trainable)
  }

  /// The layer that a file describes.
  init(config: Config) throws {
    try super.init(LSTMCell(config: config, name: "lstm_cell"), config: config)
  }

  public override var arguments: Arguments? {
    sequenceArguments + [
      "units": units, "activation": cell.activation, "recurrent_activation": cell.recurrentActivation,
      "use_bias": cell.useBias,
    ] + cell.initializerArguments + ["unit_forget_bias": cell.unitForgetBias] + cell.regularizerArguments
      + ["activity_regularizer": activityRegularizer] + cell.constraintArguments + cell.dropoutArguments
      + ["seed": cell.seed]
  }

  private init(_ cell: LSTMCell, like other: LSTM, name: String, goBackwards: Bool) {
    super.init(cell, like: other, name: name, goBackwards: goBackwards)
  }

  override func copy(name: String, goBackwards: Bool) -> LSTM {
    LSTM(cell.copy(), like: self, name: name, goBackwards: goBackwards)
  }

  /// What is computed in each step.
  public override var cell: LSTMCell { super.cell as! LSTMCell }

  /// The weights of one gate.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public func gate(_ gate: LSTMCell.Gate) throws -> GateWeights { try cell.gate(gate) }

  /// Gives weights of one gate other values; those that are nil stay.
  /// - Throws: as `LSTMCell.setGate`.
  public func setGate(
    _ gate: LSTMCell.Gate, kernel: Tensor? = nil, recurrentKernel: Tensor? = nil, bias: Tensor? = nil
  ) throws {
    try cell.setGate(gate, kernel: kernel, recurrentKernel: recurrentKernel, bias: bias)
  }
}
