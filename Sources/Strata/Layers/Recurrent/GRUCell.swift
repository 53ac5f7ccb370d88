/// One step of `GRU`.
///
/// Input `[batch, in]`, output and state `[batch, units]`. Weights, with the gates update, reset and candidate side
/// by side: `kernel` `[in, 3 · units]`, `recurrent_kernel` `[units, 3 · units]`, and `bias`: `[2, 3 · units]`, one
/// row for the input and one for the state, or `[3 · units]` without `resetAfter`.
public final class GRUCell: StandardRNNCell {
  /// The function applied to the gates.
  public let recurrentActivation: ActivationFunction
  /// Whether the reset gate is applied after the product with the recurrent kernel.
  public let resetAfter: Bool

  /// A cell with the given properties.
  public init(
    _ units: Int, activation: ActivationFunction = .tanh, recurrentActivation: ActivationFunction = .sigmoid,
    useBias: Bool = true, kernelInitializer: any Initializer = .glorotUniform(),
    recurrentInitializer: any Initializer = .orthogonal(), biasInitializer: any Initializer = .zeros,
    kernelRegularizer: (any Regularizer)? = nil, recurrentRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, kernelConstraint: (any Constraint)? = nil,
    recurrentConstraint: (any Constraint)? = nil, biasConstraint: (any Constraint)? = nil,
    dropout: Double = 0, recurrentDropout: Double = 0, resetAfter: Bool = true, seed: Int? = nil,
    name: String? = nil, trainable: Bool = true
  ) {
    self.recurrentActivation = recurrentActivation
    self.resetAfter = resetAfter
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
    resetAfter = try config.bool("reset_after", default: true)
    try super.init(config: config, name: name)
  }

  public override var arguments: Arguments? {
    [
      "units": units, "activation": activation, "recurrent_activation": recurrentActivation,
      "use_bias": useBias,
    ] + initializerArguments + regularizerArguments + constraintArguments + dropoutArguments
      + ["reset_after": resetAfter, "seed": seed]
  }

  public override func copy() -> GRUCell {
    GRUCell(
      units, activation: activation, recurrentActivation: recurrentActivation, useBias: useBias,
      kernelInitializer: kernelInitializer.redrawn(), recurrentInitializer: recurrentInitializer.redrawn(),
      biasInitializer: biasInitializer.redrawn(), kernelRegularizer: kernelRegularizer,
      recurrentRegularizer: recurrentRegularizer, biasRegularizer: biasRegularizer,
      kernelConstraint: kernelConstraint, recurrentConstraint: recurrentConstraint,
      biasConstraint: biasConstraint, dropout: dropout, recurrentDropout: recurrentDropout,
      resetAfter: resetAfter, seed: seed, name: name, trainable: trainable)
  }

  override var gateCount: Int { 3 }

  override var biasShape: [Int] { resetAfter ? [2, 3 * units] : [3 * units] }

  public override func step(inputShape: [Int], context: CallContext) throws -> Step {
    let dropout = SequenceDropout(
      of: self, inputShape: inputShape, maskCount: recurrentDropout > 0 ? gateCount : 1,
      training: context.training)
    let (kernel, bias) = (try kernel.value, useBias ? try bias.value : nil)
    let inputBias = resetAfter ? bias?[0] : bias
    let stateParts = try stateParts(recurrentBias: resetAfter ? bias?[1] : nil, masks: dropout.state)
    return { [activation, recurrentActivation, self] input, states in
      var fromInput = product(input, kernel, masks: dropout.input)
      if let inputBias { fromInput += inputBias }
      let x = fromInput.split(3, axis: -1)
      let (stateUpdate, stateReset, stateCandidate) = stateParts(states[0])
      let update = try recurrentActivation(x[0] + stateUpdate)
      let reset = try recurrentActivation(x[1] + stateReset)
      let candidate = try activation(x[2] + stateCandidate(reset))
      let h = update * states[0] + (1 - update) * candidate
      return (h, [h])
    }
  }

  /// What the state adds to each gate; to the candidate, as a function of the reset gate.
  private typealias StateParts = (Tensor) -> (update: Tensor, reset: Tensor, candidate: (Tensor) -> Tensor)

  private func stateParts(recurrentBias: Tensor?, masks: [Tensor]) throws -> StateParts {
    let kernel = try recurrentKernel.value
    if resetAfter {
      return { [self] h in
        var sum = product(h, kernel, masks: masks)
        if let recurrentBias { sum += recurrentBias }
        let parts = sum.split(3, axis: -1)
        return (parts[0], parts[1], { reset in reset * parts[2] })
      }
    }
    let gateKernel = kernel.sliced(axis: 1, 0..<2 * units)
    let candidateKernel = kernel.sliced(axis: 1, 2 * units..<3 * units)
    return { [self] h in
      let parts = product(h, gateKernel, masks: Array(masks.prefix(2))).split(2, axis: -1)
      return (parts[0], parts[1], { reset in matmul(reset * h.dropped(by: masks.last), candidateKernel) })
    }
  }
}
