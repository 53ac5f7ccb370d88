import StrataGraph

/// One step of `LSTM`.
///
/// Input `[batch, in]`; output `h` and two states, `h` and `c`, all `[batch, units]`. Weights, with the gates
/// input, forget, cell and output side by side: `kernel` `[in, 4 · units]`, `recurrent_kernel`
/// `[units, 4 · units]`, `bias` `[4 · units]`.
public final class LSTMCell: StandardRNNCell {
  /// The function applied to the gates.
  public let recurrentActivation: ActivationFunction
  /// Whether the bias of the forget gate starts with ones, so that the cell remembers at first.
  public let unitForgetBias: Bool

  /// A cell with the given properties.
  public init(
    _ units: Int, activation: ActivationFunction = .tanh, recurrentActivation: ActivationFunction = .sigmoid,
    useBias: Bool = true, kernelInitializer: any Initializer = .glorotUniform(),
    recurrentInitializer: any Initializer = .orthogonal(), biasInitializer: any Initializer = .zeros,
    unitForgetBias: Bool = true, kernelRegularizer: (any Regularizer)? = nil,
    recurrentRegularizer: (any Regularizer)? = nil, biasRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, recurrentConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, dropout: Double = 0, recurrentDropout: Double = 0,
    seed: Int? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.recurrentActivation = recurrentActivation
    self.unitForgetBias = unitForgetBias
    super.init(
      units, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
      recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
      biasRegularizer: biasRegularizer, kernelConstraint: kernelConstraint,
      recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint, dropout: dropout,
      recurrentDropout: recurrentDropout, seed: seed, seedGenerator: SeedGenerator(seed: seed), name: name,
      trainable: trainable)
  }

  /// The cell that a file describes, or that of a layer which a file describes.
  init(config: Config, name: String?) throws {
    recurrentActivation = try config.activation("recurrent_activation", default: .sigmoid)
    unitForgetBias = try config.bool("unit_forget_bias", default: true)
    try super.init(config: config, name: name)
  }

  public override var arguments: Arguments? {
    [
      "units": units, "activation": activation, "recurrent_activation": recurrentActivation,
      "use_bias": useBias, "unit_forget_bias": unitForgetBias,
    ] + initializerArguments + regularizerArguments + constraintArguments + dropoutArguments + ["seed": seed]
  }

  public override func copy() -> LSTMCell {
    LSTMCell(
      units, activation: activation, recurrentActivation: recurrentActivation, useBias: useBias,
      kernelInitializer: kernelInitializer.redrawn(), recurrentInitializer: recurrentInitializer.redrawn(),
      biasInitializer: biasInitializer.redrawn(), unitForgetBias: unitForgetBias,
      kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
      biasRegularizer: biasRegularizer, kernelConstraint: kernelConstraint,
      recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint, dropout: dropout,
      recurrentDropout: recurrentDropout, seed: seed, name: name, trainable: trainable)
  }

  override var gateCount: Int { 4 }

  override var biasStart: any Initializer {
    unitForgetBias ? ForgetBias(units: units, others: biasInitializer) : biasInitializer
  }

  public override var stateSizes: [Int] { [units, units] }

  public override func step(inputShape: [Int], context: CallContext) throws -> Step {
    let dropout = SequenceDropout(
      of: self, inputShape: inputShape, maskCount: recurrentDropout > 0 ? gateCount : 1,
      training: context.training)
    let (kernel, recurrentKernel) = (try kernel.value, try recurrentKernel.value)
    let bias = useBias ? try bias.value : nil
    return { [activation, recurrentActivation, self] input, states in
      // The bias before the state, so that both are added to the inputs of all steps at once.
      var z = product(input, kernel, masks: dropout.input)
      if let bias { z += bias }
      z += product(states[0], recurrentKernel, masks: dropout.state)
      let gates = z.split(4, axis: -1)
      let carry =
        try recurrentActivation(gates[1]) * states[1] + recurrentActivation(gates[0]) * activation(gates[2])
      let h = try recurrentActivation(gates[3]) * activation(carry)
      return (h, [h, carry])
    }
  }
}

/// The first bias of an LSTM: ones for the forget gate, what another initializer gives for the others.
private struct ForgetBias: Initializer {
  let units: Int
  let others: any Initializer

  func callAsFunction(shape: [Int], dtype: DType) throws -> Tensor {
    .concatenate([
      try others(shape: [units], dtype: dtype), .ones([units], dtype: dtype),
      try others(shape: [2 * units], dtype: dtype),
    ])
  }
}
