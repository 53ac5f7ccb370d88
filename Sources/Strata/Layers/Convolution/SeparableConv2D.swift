/// A convolution over images in two steps: one that keeps the channels apart, as `DepthwiseConv2D`, and one that
/// mixes the channels of each pixel. It needs far fewer weights than `Conv2D`.
///
/// Input `[batch, height, width, channels]`, output `[batch, height', width', filters]`. Weights: `depthwise_kernel`
/// `[kernelHeight, kernelWidth, channels, depthMultiplier]`, `pointwise_kernel` `[1, 1, channels · depthMultiplier,
/// filters]`, `bias` `[filters]`.
public final class SeparableConv2D: Convolution {
  /// The number of channels of the output.
  public let filters: Int
  /// The number of filters for each channel in the first step.
  public let depthMultiplier: Int
  /// The first values of the first step's kernel.
  public let depthwiseInitializer: any Initializer
  /// The first values of the second step's kernel.
  public let pointwiseInitializer: any Initializer
  /// The penalty on the first step's kernel.
  public let depthwiseRegularizer: (any Regularizer)?
  /// The penalty on the second step's kernel.
  public let pointwiseRegularizer: (any Regularizer)?
  /// The projection of the first step's kernel after each update.
  public let depthwiseConstraint: (any Constraint)?
  /// The projection of the second step's kernel after each update.
  public let pointwiseConstraint: (any Constraint)?

  /// A layer with the given properties. `kernelSize`, `strides` and `dilationRate` are one number, such as `3`, or
  /// one for the height and one for the width, such as `[3, 5]`.
  public init(
    _ filters: Int, kernelSize: any IntegerOrList, strides: any IntegerOrList = 1, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, dilationRate: any IntegerOrList = 1, depthMultiplier: Int = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    depthwiseInitializer: any Initializer = .glorotUniform(),
    pointwiseInitializer: any Initializer = .glorotUniform(), biasInitializer: any Initializer = .zeros,
    depthwiseRegularizer: (any Regularizer)? = nil, pointwiseRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, activityRegularizer: (any Regularizer)? = nil,
    depthwiseConstraint: (any Constraint)? = nil, pointwiseConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.filters = filters
    self.depthMultiplier = depthMultiplier
    self.depthwiseInitializer = depthwiseInitializer
    self.pointwiseInitializer = pointwiseInitializer
    self.depthwiseRegularizer = depthwiseRegularizer
    self.pointwiseRegularizer = pointwiseRegularizer
    self.depthwiseConstraint = depthwiseConstraint
    self.pointwiseConstraint = pointwiseConstraint
    super.init(
      spatialRank: 2, kernelSize: kernelSize, strides: strides, padding: padding, dataFormat: dataFormat,
      dilationRate: dilationRate, activation: activation, useBias: useBias,
      biasInitializer: biasInitializer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, biasConstraint: biasConstraint, name: name,
      trainable: trainable)
  }

  /// The layer that a file describes.
  init(config: Config) throws {
    try Self.requireOneGroup(config)
    // Keras 2 wrote these for the kernel that it does not have.
    config.ignore("kernel_initializer", "kernel_regularizer", "kernel_constraint")
    filters = try config.int("filters")
    depthMultiplier = try config.int("depth_multiplier", default: 1)
    depthwiseInitializer = try config.initializer("depthwise_initializer", default: .glorotUniform())
    pointwiseInitializer = try config.initializer("pointwise_initializer", default: .glorotUniform())
    depthwiseRegularizer = try config.regularizer("depthwise_regularizer")
    pointwiseRegularizer = try config.regularizer("pointwise_regularizer")
    depthwiseConstraint = try config.constraint("depthwise_constraint")
    pointwiseConstraint = try config.constraint("pointwise_constraint")
    try super.init(spatialRank: 2, config: config)
  }

  public override var arguments: Arguments? {
    [
      "depth_multiplier": depthMultiplier, "filters": filters, "kernel_size": kernelSize, "strides": strides,
      "padding": padding, "data_format": dataFormat, "dilation_rate": dilationRate, "activation": activation,
      "use_bias": useBias, "depthwise_initializer": depthwiseInitializer,
      "pointwise_initializer": pointwiseInitializer, "bias_initializer": biasInitializer,
      "depthwise_regularizer": depthwiseRegularizer, "pointwise_regularizer": pointwiseRegularizer,
      "bias_regularizer": biasRegularizer, "activity_regularizer": activityRegularizer,
      "depthwise_constraint": depthwiseConstraint, "pointwise_constraint": pointwiseConstraint,
      "bias_constraint": biasConstraint,
    ]
  }

  /// The weight `[kernelHeight, kernelWidth, channels, depthMultiplier]`.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var depthwiseKernel: Variable { get throws { try weight("depthwise_kernel") } }

  /// The weight `[1, 1, channels · depthMultiplier, filters]`.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var pointwiseKernel: Variable { get throws { try weight("pointwise_kernel") } }

  public override func createWeights(inputShape: PartialShape) throws {
    let channels = try channels(of: inputShape)
    try require(filters > 0, "filters", expected: "positive", found: filters)
    try requireSizes([depthMultiplier], "depthMultiplier", count: 1)
    try checkWindow()
    try addWeight(
      name: "depthwise_kernel", shape: kernelSize + [channels, depthMultiplier],
      initializer: depthwiseInitializer, regularizer: depthwiseRegularizer, constraint: depthwiseConstraint)
    try addWeight(
      name: "pointwise_kernel", shape: [1, 1, channels * depthMultiplier, filters],
      initializer: pointwiseInitializer, regularizer: pointwiseRegularizer, constraint: pointwiseConstraint)
    try addBias(count: filters)
  }

  override func convolved(_ image: Tensor) throws -> Tensor {
    let pointwise = try pointwiseKernel.value
    return matmul(
      try slideDepthwise(depthwiseKernel.value, over: image), pointwise.reshaped([-1, filters]))
  }
}
