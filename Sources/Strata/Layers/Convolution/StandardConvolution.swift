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
