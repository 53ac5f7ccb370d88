/// A convolution over images that keeps the channels apart: each has `depthMultiplier` filters of its own.
///
/// Input `[batch, height, width, channels]`, output `[batch, height', width', channels · depthMultiplier]`, in which
/// the results of one channel are side by side. Weights: `kernel` `[kernelHeight, kernelWidth, channels,
/// depthMultiplier]`, `bias` `[channels · depthMultiplier]`.
public final class DepthwiseConv2D: Convolution {
  /// The number of filters for each channel.
  public let depthMultiplier: Int
  /// The first values of the kernel.
  public let depthwiseInitializer: any Initializer
  /// The penalty on the kernel.
  public let depthwiseRegularizer: (any Regularizer)?
  /// The projection of the kernel after each update.
  public let depthwiseConstraint: (any Constraint)?

  /// A layer with the given properties. `kernelSize`, `strides` and `dilationRate` are one number, such as `3`, or
  /// one for the height and one for the width, such as `[3, 5]`.
  public init(
    kernelSize: any IntegerOrList, strides: any IntegerOrList = 1, padding: Padding = .valid,
    depthMultiplier: Int = 1, dataFormat: DataFormat = .channelsLast, dilationRate: any IntegerOrList = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    depthwiseInitializer: any Initializer = .glorotUniform(), biasInitializer: any Initializer = .zeros,
    depthwiseRegularizer: (any Regularizer)? = nil, biasRegularizer: (any Regularizer)? = nil,
    activityRegularizer: (any Regularizer)? = nil, depthwiseConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.depthMultiplier = depthMultiplier
    self.depthwiseInitializer = depthwiseInitializer
    self.depthwiseRegularizer = depthwiseRegularizer
    self.depthwiseConstraint = depthwiseConstraint
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
    depthMultiplier = try config.int("depth_multiplier", default: 1)
    depthwiseInitializer = try config.initializer("depthwise_initializer", default: .glorotUniform())
    depthwiseRegularizer = try config.regularizer("depthwise_regularizer")
    depthwiseConstraint = try config.constraint("depthwise_constraint")
    try super.init(spatialRank: 2, config: config)
  }

  public override var arguments: Arguments? {
    [
      "depth_multiplier": depthMultiplier, "kernel_size": kernelSize, "strides": strides, "padding": padding,
      "data_format": dataFormat, "dilation_rate": dilationRate, "activation": activation, "use_bias": useBias,
      "depthwise_initializer": depthwiseInitializer, "bias_initializer": biasInitializer,
      "depthwise_regularizer": depthwiseRegularizer, "bias_regularizer": biasRegularizer,
      "activity_regularizer": activityRegularizer, "depthwise_constraint": depthwiseConstraint,
      "bias_constraint": biasConstraint,
    ]
  }

  /// The weight `[kernelHeight, kernelWidth, channels, depthMultiplier]`.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var kernel: Variable { get throws { try weight("kernel") } }

  public override func createWeights(inputShape: PartialShape) throws {
    let channels = try channels(of: inputShape)
    try requireSizes([depthMultiplier], "depthMultiplier", count: 1)
    try checkWindow()
    try addWeight(
      name: "kernel", shape: kernelSize + [channels, depthMultiplier], initializer: depthwiseInitializer,
      regularizer: depthwiseRegularizer, constraint: depthwiseConstraint)
    try addBias(count: channels * depthMultiplier)
  }

  override func convolved(_ image: Tensor) throws -> Tensor {
    try slideDepthwise(kernel.value, over: image)
  }
}

extension Convolution {
  /// Moves a window over each channel by itself. `kernel`: `[kernelSize…, channels, filters of a channel]`.
  func slideDepthwise(_ kernel: Tensor, over image: Tensor) throws -> Tensor {
    let channels = image.shape[image.rank - 1]
    let filters = channels * kernel.shape[kernel.rank - 1]
    return try slide(kernel.reshaped(kernelSize + [1, filters]), over: image, groups: channels)
  }
}
