/// What the cells of `SimpleRNN`, `LSTM` and `GRU` have in common: a kernel for the input and one for the state,
/// side by side for all gates.
///
/// Weights: `kernel` `[in, gates · units]`, `recurrent_kernel` `[units, gates · units]`, and a `bias`.
public class StandardRNNCell: RNNCell {
  /// The number of features of the output.
  public let units: Int
  /// The function applied to what becomes the new state.
  public let activation: ActivationFunction
  /// Whether a bias is added.
  public let useBias: Bool
  /// The first values of the kernel.
  public let kernelInitializer: any Initializer
  /// The first values of the recurrent kernel.
  public let recurrentInitializer: any Initializer
  /// The first values of the bias.
  public let biasInitializer: any Initializer
  /// The penalty on the kernel.
  public let kernelRegularizer: (any Regularizer)?
  /// The penalty on the recurrent kernel.
  public let recurrentRegularizer: (any Regularizer)?
  /// The penalty on the bias.
  public let biasRegularizer: (any Regularizer)?
  /// The projection of the kernel after each update.
  public let kernelConstraint: (any Constraint)?
  /// The projection of the recurrent kernel after each update.
  public let recurrentConstraint: (any Constraint)?
  /// The projection of the bias after each update.
  public let biasConstraint: (any Constraint)?
  /// The part of the input's features that is dropped in training, from 0 to 1.
  public let dropout: Double
  /// The part of the state's features that is dropped in training, from 0 to 1.
  public let recurrentDropout: Double
  /// The seed of the dropout as given; nil if one was drawn.
  public let seed: Int?
  /// Where the choices of the dropout come from.
  let seedGenerator: SeedGenerator

  init(
    _ units: Int, activation: ActivationFunction, useBias: Bool, kernelInitializer: any Initializer,
    recurrentInitializer: any Initializer, biasInitializer: any Initializer,
    kernelRegularizer: (any Regularizer)?, recurrentRegularizer: (any Regularizer)?,
    biasRegularizer: (any Regularizer)?, kernelConstraint: (any Constraint)?,
    recurrentConstraint: (any Constraint)?, biasConstraint: (any Constraint)?, dropout: Double,
    recurrentDropout: Double, seed: Int?, seedGenerator: SeedGenerator, name: String?, trainable: Bool
  ) {
    self.units = units
    self.activation = activation
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.recurrentInitializer = recurrentInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.recurrentRegularizer = recurrentRegularizer
    self.biasRegularizer = biasRegularizer
    self.kernelConstraint = kernelConstraint
    self.recurrentConstraint = recurrentConstraint
    self.biasConstraint = biasConstraint
    self.dropout = dropout
    self.recurrentDropout = recurrentDropout
    self.seed = seed
    self.seedGenerator = seedGenerator
    super.init(name: name, trainable: trainable)
    track(seedGenerator)
  }

  /// What a file says of a cell, or of a layer that makes its cell.
  init(config: Config, seedFirst: Bool = false, name: String?) throws {
    // How Keras 2 computed a step; the numbers are the same.
    config.ignore("implementation")
    let early = seedFirst ? SeedGenerator(seed: try config.optionalSeed("seed")) : nil
    units = try config.int("units")
    activation = try config.activation("activation", default: .tanh)
    useBias = try config.bool("use_bias", default: true)
    kernelInitializer = try config.initializer("kernel_initializer", default: .glorotUniform())
    recurrentInitializer = try config.initializer("recurrent_initializer", default: .orthogonal())
    biasInitializer = try config.initializer("bias_initializer", default: .zeros)
    kernelRegularizer = try config.regularizer("kernel_regularizer")
    recurrentRegularizer = try config.regularizer("recurrent_regularizer")
    biasRegularizer = try config.regularizer("bias_regularizer")
    kernelConstraint = try config.constraint("kernel_constraint")
    recurrentConstraint = try config.constraint("recurrent_constraint")
    biasConstraint = try config.constraint("bias_constraint")
    dropout = try config.double("dropout", default: 0)
    recurrentDropout = try config.double("recurrent_dropout", default: 0)
    seed = try config.optionalSeed("seed")
    seedGenerator = early ?? SeedGenerator(seed: seed)
    super.init(name: name, trainable: try config.trainable)
    track(seedGenerator)
  }

  var initializerArguments: Arguments {
    [
      "kernel_initializer": kernelInitializer, "recurrent_initializer": recurrentInitializer,
      "bias_initializer": biasInitializer,
    ]
  }

  var regularizerArguments: Arguments {
    [
      "kernel_regularizer": kernelRegularizer, "recurrent_regularizer": recurrentRegularizer,
      "bias_regularizer": biasRegularizer,
    ]
  }

  var constraintArguments: Arguments {
    [
      "kernel_constraint": kernelConstraint, "recurrent_constraint": recurrentConstraint,
      "bias_constraint": biasConstraint,
    ]
  }

  var dropoutArguments: Arguments { ["dropout": dropout, "recurrent_dropout": recurrentDropout] }

  /// The weight `[in, gates · units]`.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var kernel: Variable { get throws { try weight("kernel") } }

  /// The weight `[units, gates · units]`.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var recurrentKernel: Variable { get throws { try weight("recurrent_kernel") } }

  /// The bias.
  /// - Throws: `StrataError.notBuilt` before the layer is built, `.invalidArgument` if it has no bias.
  public var bias: Variable { get throws { try weight("bias") } }

  // MARK: What the cells differ in

  /// The number of parts, each of `units` columns, that the kernels have.
  var gateCount: Int { 1 }

  /// The shape of the bias.
  var biasShape: [Int] { [gateCount * units] }

  /// The first values of the bias.
  var biasStart: any Initializer { biasInitializer }

  // MARK: Cell

  public override var stateSizes: [Int] { [units] }

  public override var outputState: Int? { 0 }

  public override var inputSpec: InputSpec? { InputSpec(rank: 2, axes: builtSizes(ofAxes: [-1])) }

  public override func treatsSamplesAlone(training: Bool) -> Bool { dropout == 0 && recurrentDropout == 0 }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(
      1...(Int.max / 8) ~= units, "units", expected: "a positive number of features", found: units)
    try require(0...1 ~= dropout, "dropout", expected: "from 0 to 1", found: dropout)
    try require(
      0...1 ~= recurrentDropout, "recurrentDropout", expected: "from 0 to 1", found: recurrentDropout)
    try addWeight(
      name: "kernel", shape: [knownSize(ofAxis: -1, in: inputShape), gateCount * units],
      initializer: kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint)
    try addWeight(
      name: "recurrent_kernel", shape: [units, gateCount * units], initializer: recurrentInitializer,
      regularizer: recurrentRegularizer, constraint: recurrentConstraint)
    if useBias {
      try addWeight(
        name: "bias", shape: biasShape, initializer: biasStart, regularizer: biasRegularizer,
        constraint: biasConstraint)
    }
  }

  /// The product with the columns of some gates. With several dropout masks, one for each of these gates, each gate
  /// sees the operand without what its mask drops.
  func product(_ x: Tensor, _ columns: Tensor, masks: [Tensor]) -> Tensor {
    guard masks.count > 1 else { return matmul(x.dropped(by: masks.first), columns) }
    let parts = columns.split(masks.count, axis: 1)
    return .concatenate(zip(masks, parts).map { matmul(x * $0, $1) }, axis: -1)
  }
}
