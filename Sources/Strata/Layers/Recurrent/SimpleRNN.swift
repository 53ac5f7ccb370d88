/// A recurrent layer whose output in each step is its state:
/// `h = activation(x · kernel + bias + h · recurrent_kernel)`.
///
/// Input `[batch, time, in]`, output `[batch, units]`, or with `returnSequences` `[batch, time, units]`. Weights:
/// `kernel` `[in, units]`, `recurrent_kernel` `[units, units]`, `bias` `[units]`.
public final class SimpleRNN: StandardRNN {
  /// A layer with the given properties; the cell has those that are not about sequences.
  /// - Parameters:
  ///   - kernelInitializer: nil for `.glorotUniform()`.
  ///   - recurrentInitializer: nil for `.orthogonal()`.
  public init(
    _ units: Int, activation: ActivationFunction = .tanh, useBias: Bool = true,
    kernelInitializer: (any Initializer)? = nil,
    recurrentInitializer: (any Initializer)? = nil, biasInitializer: any Initializer = .zeros,
    kernelRegularizer: (any Regularizer)? = nil, recurrentRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, activityRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, recurrentConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, dropout: Double = 0, recurrentDropout: Double = 0,
    seed: Int? = nil, returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    stateful: Bool = false, unroll: Bool = false,
    zeroOutputForMask: Bool = false, name: String? = nil, trainable: Bool = true
  ) {
    let cell = SimpleRNNCell(
      units, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
      recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
      biasRegularizer: biasRegularizer, kernelConstraint: kernelConstraint,
      recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint, dropout: dropout,
      recurrentDropout: recurrentDropout, seed: seed, name: "simple_rnn_cell", trainable: trainable)
    super.init(
      cell, returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards,
      stateful: stateful, unroll: unroll,
      zeroOutputForMask: zeroOutputForMask, activityRegularizer: activityRegularizer, name: name,
      trainable: trainable)
  }

  /// The layer that a file describes.
  init(config: Config) throws {
    try super.init(SimpleRNNCell(config: config, name: "simple_rnn_cell"), config: config)
  }

  public override var arguments: Arguments? {
    let arguments: Arguments =
      sequenceArguments + ["units": units, "activation": cell.activation, "use_bias": cell.useBias]
      + cell.initializerArguments + cell.regularizerArguments + ["activity_regularizer": activityRegularizer]
      + cell.constraintArguments + cell.dropoutArguments
    // Keras reads a seed but forgets to write it.
    return cell.seed.map { arguments + ["seed": $0] } ?? arguments
  }

  private init(_ cell: SimpleRNNCell, like other: SimpleRNN, name: String, goBackwards: Bool) {
    super.init(cell, like: other, name: name, goBackwards: goBackwards)
  }

  override func copy(name: String, goBackwards: Bool) -> SimpleRNN {
    SimpleRNN(cell.copy(), like: self, name: name, goBackwards: goBackwards)
  }

  /// What is computed in each step.
  public override var cell: SimpleRNNCell { super.cell as! SimpleRNNCell }
}
