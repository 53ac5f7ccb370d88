import StrataGraph

/// A convolution over images: each filter is a small window of weights that moves over the image (a correlation:
/// the window is not flipped).
///
/// Input `[batch, height, width, channels]`, output `[batch, height', width', filters]`. Weights: `kernel`
/// `[kernelHeight, kernelWidth, channels / groups, filters]`, `bias` `[filters]`.
public final class Conv2D: Layer {
  /// The number of channels of the output.
  public let filters: Int
  /// Height and width of the window.
  public let kernelSize: [Int]
  /// The steps in which the window moves down and to the right.
  public let strides: [Int]
  /// What the window does at the borders.
  public let padding: Padding
  /// Where the channels are.
  public let dataFormat: DataFormat
  /// The distances between the pixels that the window looks at.
  public let dilationRate: [Int]
  /// The number of groups of channels and filters that have nothing to do with each other.
  public let groups: Int
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

  /// A layer with the given properties. `kernelSize`, `strides` and `dilationRate` are one number, such as `3`, or
  /// one for the height and one for the width, such as `[3, 5]`.
  public init(
    _ filters: Int, kernelSize: any IntegerOrList, strides: any IntegerOrList = 1, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, dilationRate: any IntegerOrList = 1, groups: Int = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: any Initializer = .glorotUniform(), biasInitializer: any Initializer = .zeros,
    kernelRegularizer: (any Regularizer)? = nil, biasRegularizer: (any Regularizer)? = nil,
    activityRegularizer: (any Regularizer)? = nil, kernelConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.filters = filters
    self.kernelSize = kernelSize.perAxis(2)
    self.strides = strides.perAxis(2)
    self.padding = padding
    self.dataFormat = dataFormat
    self.dilationRate = dilationRate.perAxis(2)
    self.groups = groups
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

  /// The weight `[kernelHeight, kernelWidth, channels / groups, filters]`.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var kernel: Variable { get throws { try weight("kernel") } }

  /// The weight `[filters]`.
  /// - Throws: `StrataError.notBuilt` before the layer is built, `.invalidArgument` if it has no bias.
  public var bias: Variable { get throws { try weight("bias") } }

  public override var inputSpec: InputSpec? {
    InputSpec(rank: 4, axes: builtSizes(ofAxes: [dataFormat.channelAxis]))
  }

  public override func createWeights(inputShape: PartialShape) throws {
    let channels = try knownSize(ofAxis: dataFormat.channelAxis, in: inputShape)
    try checkArguments(channels: channels)
    try addWeight(
      name: "kernel", shape: kernelSize + [channels / groups, filters], initializer: kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    if useBias {
      try addWeight(
        name: "bias", shape: [filters], initializer: biasInitializer, regularizer: biasRegularizer,
        constraint: biasConstraint)
    }
  }

  private func checkArguments(channels: Int) throws {
    try require(filters > 0, "filters", expected: "positive", found: filters)
    try requireSizes(kernelSize, "kernelSize", count: 2)
    try requireSizes(strides, "strides", count: 2)
    try requireSizes(dilationRate, "dilationRate", count: 2)
    try require(
      strides == [1, 1] || dilationRate == [1, 1], "dilationRate", expected: "1 where strides are not",
      found: dilationRate)
    try require(
      groups > 0 && filters % groups == 0 && channels % groups == 0, "groups",
      expected: "a divisor of the \(filters) filters and the \(channels) channels", found: groups)
  }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    let image = dataFormat.channelsLast(input)
    let extents = zip(kernelSize, dilationRate).map { ($0 - 1) * $1 + 1 }
    let (low, high) = try paddingAmounts(
      padding, sizes: Array(image.shape[1...2]), extents: extents, strides: strides)
    let geometry = ConvolutionGeometry(
      strides: strides, paddingLow: low, paddingHigh: high, dilation: dilationRate, groups: groups)
    var output = Tensor.apply(.convolution(geometry), [image, try kernel.value])
    if useBias { output += try bias.value }
    return try activation(dataFormat.fromChannelsLast(output))
  }
}
