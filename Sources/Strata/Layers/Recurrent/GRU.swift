/// Gated recurrent units (Cho et al., 2014).
///
/// The gates z and r are sums of a product of the input and one of the state, put through the recurrent activation.
/// Each step computes `h = z h + (1 − z) activation(h̃)`. With `resetAfter`, as in cuDNN,
/// `h̃ = x · kernel + b₀ + r (h · recurrent_kernel + b₁)`; without, as in the third version of the paper,
/// `h̃ = x · kernel + b + (r h) · recurrent_kernel`.
///
/// Input `[batch, time, in]`, output `[batch, units]`, or with `returnSequences` `[batch, time, units]`. Weights,
/// with the gates update, reset and candidate side by side: `kernel` `[in, 3 · units]`, `recurrent_kernel`
/// `[units, 3 · units]`, and `bias`: `[2, 3 · units]`, one row for the input and one for the state, or
/// `[3 · units]` without `resetAfter`. `gate(_:)` gives those of one gate.
public final class GRU: StandardRNN {
  /// A layer with the given properties; the cell has those that are not about sequences.
  public init(
    _ units: Int, activation: ActivationFunction = .tanh, recurrentActivation: ActivationFunction = .sigmoid,
    useBias: Bool = true, kernelInitializer: any Initializer = .glorotUniform(),
    recurrentInitializer: any Initializer = .orthogonal(), biasInitializer: any Initializer = .zeros,
    kernelRegularizer: (any Regularizer)? = nil, recurrentRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, activityRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, recurrentConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, dropout: Double = 0, recurrentDropout: Double = 0,
    seed: Int? = nil, returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    stateful: Bool = false, unroll: Bool = false,
    resetAfter: Bool = true, zeroOutputForMask: Bool = false, name: String? = nil, trainable: Bool = true
  ) {
    let cell = GRUCell(
      units, activation: activation, recurrentActivation: recurrentActivation, useBias: useBias,
      kernelInitializer: kernelInitializer, recurrentInitializer: recurrentInitializer,
      biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
      recurrentRegularizer: recurrentRegularizer, biasRegularizer: biasRegularizer,
      kernelConstraint: kernelConstraint, recurrentConstraint: recurrentConstraint,
      biasConstraint: biasConstraint, dropout: dropout, recurrentDropout: recurrentDropout,
      resetAfter: resetAfter, seed: seed, name: "gru_cell", trainable: trainable)
    super.init(
      cell, returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards,
      stateful: stateful, unroll: unroll,
      zeroOutputForMask: zeroOutputForMask, activityRegularizer: activityRegularizer, name: name,
      trainable: trainable)
  }

  /// The layer that a file describes.
  init(config: Config) throws {
    try super.init(GRUCell(config: config, name: "gru_cell"), config: config)
  }

  public override var arguments: Arguments? {
    sequenceArguments + [
      "units": units, "activation": cell.activation, "recurrent_activation": cell.recurrentActivation,
      "use_bias": cell.useBias,
    ] + cell.initializerArguments + cell.regularizerArguments + ["activity_regularizer": activityRegularizer]
      + cell.constraintArguments + cell.dropoutArguments
      + ["reset_after": cell.resetAfter, "seed": cell.seed]
  }

  private init(_ cell: GRUCell, like other: GRU, name: String, goBackwards: Bool) {
    super.init(cell, like: other, name: name, goBackwards: goBackwards)
  }

  override func copy(name: String, goBackwards: Bool) -> GRU {
    GRU(cell.copy(), like: self, name: name, goBackwards: goBackwards)
  }

  /// What is computed in each step.
  public override var cell: GRUCell { super.cell as! GRUCell }

  /// The weights of one gate.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public func gate(_ gate: GRUCell.Gate) throws -> GateWeights { try cell.gate(gate) }

  /// Gives weights of one gate other values; those that are nil stay.
  /// - Throws: as `GRUCell.setGate`.
  public func setGate(
    _ gate: GRUCell.Gate, kernel: Tensor? = nil, recurrentKernel: Tensor? = nil, bias: Tensor? = nil,
    recurrentBias: Tensor? = nil
  ) throws {
    try cell.setGate(
      gate, kernel: kernel, recurrentKernel: recurrentKernel, bias: bias, recurrentBias: recurrentBias)
  }
}
