/// A fully connected layer: `activation(x · kernel + bias)`, along the last axis.
///
/// Input `[batch, …, in]`, output `[batch, …, units]`. Weights: `kernel` `[in, units]`, `bias` `[units]`.
public final class Dense: Layer {
  public let units: Int
  public let activation: ActivationFunction
  public let useBias: Bool
  public let kernelInitializer: any Initializer
  public let biasInitializer: any Initializer
  public let kernelRegularizer: (any Regularizer)?
  public let biasRegularizer: (any Regularizer)?
  public let kernelConstraint: (any Constraint)?
  public let biasConstraint: (any Constraint)?

  /// - Parameter units: the size of the output's last axis.
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

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    var output = try matmul(input, kernel.value)
    if useBias { output += try bias.value }
    return try activation(output)
  }
}
