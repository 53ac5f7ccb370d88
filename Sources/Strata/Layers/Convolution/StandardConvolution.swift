/// What `Conv1D` and `Conv2D` have in common: each filter looks at all channels, or at those of its group.
public class StandardConvolution: Convolution {
  /// The number of channels of the output.
  public let filters: Int
  /// The number of groups of channels and filters that have nothing to do with each other.
  public let groups: Int
  /// The first values of the kernel.
  public let kernelInitializer: any Initializer
  /// The penalty on the kernel.
  public let kernelRegularizer: (any Regularizer)?
  /// The projection of the kernel after each update.
  public let kernelConstraint: (any Constraint)?

  init(
    spatialRank: Int, filters: Int, kernelSize: any IntegerOrList, strides: any IntegerOrList,
    padding: Padding, dataFormat: DataFormat, dilationRate: any IntegerOrList, groups: Int,
    activation: ActivationFunction, useBias: Bool, kernelInitializer: any Initializer,
    biasInitializer: any Initializer, kernelRegularizer: (any Regularizer)?,
    biasRegularizer: (any Regularizer)?, activityRegularizer: (any Regularizer)?,
    kernelConstraint: (any Constraint)?, biasConstraint: (any Constraint)?, name: String?, trainable: Bool
  ) {
    self.filters = filters
    self.groups = groups
    self.kernelInitializer = kernelInitializer
    self.kernelRegularizer = kernelRegularizer
    self.kernelConstraint = kernelConstraint
    super.init(
      spatialRank: spatialRank, kernelSize: kernelSize, strides: strides, padding: padding,
      dataFormat: dataFormat, dilationRate: dilationRate, activation: activation, useBias: useBias,
      biasInitializer: biasInitializer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, biasConstraint: biasConstraint, name: name,
      trainable: trainable)
  }

  /// What a file says of the layers built on this one.
  override init(spatialRank: Int, config: Config) throws {
    filters = try config.int("filters")
    groups = try config.int("groups", default: 1)
    kernelInitializer = try config.initializer("kernel_initializer", default: .glorotUniform())
    kernelRegularizer = try config.regularizer("kernel_regularizer")
    kernelConstraint = try config.constraint("kernel_constraint")
    try super.init(spatialRank: spatialRank, config: config)
  }

  public override var arguments: Arguments? {
    [
      "filters": filters, "kernel_size": kernelSize, "strides": strides, "padding": padding,
      "data_format": dataFormat, "dilation_rate": dilationRate, "groups": groups, "activation": activation,
      "use_bias": useBias, "kernel_initializer": kernelInitializer, "bias_initializer": biasInitializer,
      "kernel_regularizer": kernelRegularizer, "bias_regularizer": biasRegularizer,
      "activity_regularizer": activityRegularizer, "kernel_constraint": kernelConstraint,
      "bias_constraint": biasConstraint,
    ]
  }

  /// The weight `[kernelSize…, channels / groups, filters]`.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var kernel: Variable { get throws { try weight("kernel") } }

  public override func createWeights(inputShape: PartialShape) throws {
    let channels = try channels(of: inputShape)
    try require(filters > 0, "filters", expected: "positive", found: filters)
    try checkWindow()
    try checkStridesWithoutDilation()
    try require(
      groups > 0 && filters % groups == 0 && channels % groups == 0, "groups",
      expected: "a divisor of the \(filters) filters and the \(channels) channels", found: groups)
    try addWeight(
      name: "kernel", shape: kernelSize + [channels / groups, filters], initializer: kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    try addBias(count: filters)
  }

  override func convolved(_ image: Tensor) throws -> Tensor {
    try slide(kernel.value, over: image, groups: groups)
  }
}
