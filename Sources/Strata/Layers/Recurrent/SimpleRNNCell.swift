/// One step of `SimpleRNN`: `h = activation(x · kernel + bias + h · recurrent_kernel)`.
///
/// Input `[batch, in]`, output and state `[batch, units]`. Weights: `kernel` `[in, units]`, `recurrent_kernel`
/// `[units, units]`, `bias` `[units]`.
public final class SimpleRNNCell: StandardRNNCell {
  /// A cell with the given properties.
  /// - Parameters:
  ///   - kernelInitializer: nil for `.glorotUniform()`, whose seed is then drawn after that of the dropout, as in
  ///     Keras.
  ///   - recurrentInitializer: nil for `.orthogonal()`, likewise.
  public convenience init(
    _ units: Int, activation: ActivationFunction = .tanh, useBias: Bool = true,
    kernelInitializer: (any Initializer)? = nil, recurrentInitializer: (any Initializer)? = nil,
    biasInitializer: any Initializer = .zeros, kernelRegularizer: (any Regularizer)? = nil,
    recurrentRegularizer: (any Regularizer)? = nil, biasRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, recurrentConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, dropout: Double = 0, recurrentDropout: Double = 0,
    seed: Int? = nil, name: String? = nil, trainable: Bool = true
  ) {
    let seedGenerator = SeedGenerator(seed: seed)
    self.init(
      units, activation: activation, useBias: useBias,
      kernelInitializer: kernelInitializer ?? .glorotUniform(),
      recurrentInitializer: recurrentInitializer ?? .orthogonal(), biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
      biasRegularizer: biasRegularizer, kernelConstraint: kernelConstraint,
      recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint, dropout: dropout,
      recurrentDropout: recurrentDropout, seed: seed, seedGenerator: seedGenerator, name: name,
      trainable: trainable)
  }

  private override init(
    _ units: Int, activation: ActivationFunction, useBias: Bool, kernelInitializer: any Initializer,
    recurrentInitializer: any Initializer, biasInitializer: any Initializer,
    kernelRegularizer: (any Regularizer)?, recurrentRegularizer: (any Regularizer)?,
    biasRegularizer: (any Regularizer)?, kernelConstraint: (any Constraint)?,
    recurrentConstraint: (any Constraint)?, biasConstraint: (any Constraint)?, dropout: Double,
    recurrentDropout: Double, seed: Int?, seedGenerator: SeedGenerator, name: String?, trainable: Bool
  ) {
    super.init(
      units, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
      recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
      biasRegularizer: biasRegularizer, kernelConstraint: kernelConstraint,
      recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint, dropout: dropout,
      recurrentDropout: recurrentDropout, seed: seed, seedGenerator: seedGenerator, name: name,
      trainable: trainable)
  }

  /// The cell that a file describes, or that of a layer which a file describes.
  init(config: Config, name: String?) throws {
    try super.init(config: config, seedFirst: true, name: name)
  }

  public override var arguments: Arguments? {
    ["units": units, "activation": activation, "use_bias": useBias] + initializerArguments
      + regularizerArguments + constraintArguments + dropoutArguments + ["seed": seed]
  }

  public override func copy() -> SimpleRNNCell {
    let seedGenerator = SeedGenerator(seed: seed)
    return SimpleRNNCell(
      units, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer.redrawn(),
      recurrentInitializer: recurrentInitializer.redrawn(), biasInitializer: biasInitializer.redrawn(),
      kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
      biasRegularizer: biasRegularizer, kernelConstraint: kernelConstraint,
      recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint, dropout: dropout,
      recurrentDropout: recurrentDropout, seed: seed, seedGenerator: seedGenerator, name: name,
      trainable: trainable)
  }

  public override func step(inputShape: [Int], context: CallContext) throws -> Step {
    let dropout = SequenceDropout(
      of: self, inputShape: inputShape, maskCount: 1, training: context.training)
    let (kernel, recurrentKernel) = (try kernel.value, try recurrentKernel.value)
    let bias = useBias ? try bias.value : nil
    return { [activation, self] input, states in
      var sum = product(input, kernel, masks: dropout.input)
      if let bias { sum += bias }
      let h = try activation(sum + product(states[0], recurrentKernel, masks: dropout.state))
      return (h, [h])
    }
  }
}
