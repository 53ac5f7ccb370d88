/// A fully connected layer: `activation(x · kernel + bias)`, along the last axis.
///
/// Input `[batch, …, in]`, output `[batch, …, units]`. Weights: `kernel` `[in, units]`, `bias` `[units]`.
public final class Dense: Layer {
  /// The size of the output's last axis.
  public let units: Int
  /// The function applied to the output.
  public let activation: ActivationFunction
  /// Whether a bias is added.
  public let useBias: Bool
  /// The first values of the kernel.
  public let kernelInitializer: any Initializer
  /// The first values of the bias.
  public let biasInitializer: any Initializer
  /// The penalty on the kernel.
  public let kernelRegularizer: (any Regularizer)?
  /// The penalty on the bias.
  public let biasRegularizer: (any Regularizer)?
  /// The projection of the kernel after each update.
  public let kernelConstraint: (any Constraint)?
  /// The projection of the bias after each update.
  public let biasConstraint: (any Constraint)?

  /// A layer with the given properties.
  public init(
    _ units: Int, activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: any Initializer = .glorotUniform(), biasInitializer: any Initializer = .zeros,
    kernelRegularizer: (any Regularizer)? = nil, biasRegularizer: (any Regularizer)? = nil,
    activityRegularizer: (any Regularizer)? = nil, kernelConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.units = units
    self.activation = activation
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    super.init(name: name, trainable: trainable, activityRegularizer: activityRegularizer)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      try config.int("units"), activation: try config.activation("activation"),
      useBias: try config.bool("use_bias", default: true),
      kernelInitializer: try config.initializer("kernel_initializer", default: .glorotUniform()),
      biasInitializer: try config.initializer("bias_initializer", default: .zeros),
      kernelRegularizer: try config.regularizer("kernel_regularizer"),
      biasRegularizer: try config.regularizer("bias_regularizer"),
      activityRegularizer: try config.regularizer("activity_regularizer"),
      kernelConstraint: try config.constraint("kernel_constraint"),
      biasConstraint: try config.constraint("bias_constraint"), name: try config.name,
      trainable: try config.trainable)
  }

  public override var arguments: Arguments? {
    [
      "units": units, "activation": activation, "use_bias": useBias, "kernel_initializer": kernelInitializer,
      "bias_initializer": biasInitializer, "kernel_regularizer": kernelRegularizer,
      "bias_regularizer": biasRegularizer, "kernel_constraint": kernelConstraint,
      "bias_constraint": biasConstraint, "quantization_config": nil,
    ]
  }

  /// The weight `[in, units]`.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var kernel: Variable { get throws { try weight("kernel") } }

  /// The weight `[units]`.
  /// - Throws: `StrataError.notBuilt` before the layer is built, `.invalidArgument` if it has no bias.
  public var bias: Variable { get throws { try weight("bias") } }

  public override var inputSpec: InputSpec? {
    InputSpec(minimumRank: 2, axes: builtSizes(ofAxes: [-1]))
  }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(units > 0, "units", expected: "positive", found: units)
    try addWeight(
      name: "kernel", shape: [knownSize(ofAxis: -1, in: inputShape), units], initializer: kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    if useBias {
      try addWeight(
        name: "bias", shape: [units], initializer: biasInitializer, regularizer: biasRegularizer,
        constraint: biasConstraint)
    }
  }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    var output = try matmul(input, kernel.value)
    if useBias { output += try bias.value }
    return try activation(output)
  }
}
