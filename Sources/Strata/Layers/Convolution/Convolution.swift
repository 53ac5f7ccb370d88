import StrataGraph

/// What layers have in common that move a window of weights over an image or a sequence.
public class Convolution: Layer {
  /// The size of the window along each spatial axis.
  public let kernelSize: [Int]
  /// The steps in which the window moves along each spatial axis.
  public let strides: [Int]
  /// What the window does at the borders.
  public let padding: Padding
  /// Where the channels are.
  public let dataFormat: DataFormat
  /// The distances between the places that the window looks at, along each spatial axis.
  public let dilationRate: [Int]
  /// The function applied to the output.
  public let activation: ActivationFunction
  /// Whether a bias is added.
  public let useBias: Bool
  /// The first values of the bias.
  public let biasInitializer: any Initializer
  /// The penalty on the bias.
  public let biasRegularizer: (any Regularizer)?
  /// The projection of the bias after each update.
  public let biasConstraint: (any Constraint)?
  private let spatialRank: Int

  init(
    spatialRank: Int, kernelSize: any IntegerOrList, strides: any IntegerOrList, padding: Padding,
    dataFormat: DataFormat, dilationRate: any IntegerOrList, activation: ActivationFunction, useBias: Bool,
    biasInitializer: any Initializer, biasRegularizer: (any Regularizer)?,
    activityRegularizer: (any Regularizer)?, biasConstraint: (any Constraint)?, name: String?, trainable: Bool
  ) {
    self.spatialRank = spatialRank
    self.kernelSize = kernelSize.perAxis(spatialRank)
    self.strides = strides.perAxis(spatialRank)
    self.padding = padding
    self.dataFormat = dataFormat
    self.dilationRate = dilationRate.perAxis(spatialRank)
    self.activation = activation
    self.useBias = useBias
    self.biasInitializer = biasInitializer
    self.biasRegularizer = biasRegularizer
    self.biasConstraint = biasConstraint
    super.init(name: name, trainable: trainable, activityRegularizer: activityRegularizer)
  }

  /// What a file says of the layers built on this one.
  init(spatialRank: Int, config: Config) throws {
    self.spatialRank = spatialRank
    kernelSize = try config.integerOrList("kernel_size").perAxis(spatialRank)
    strides = try config.integerOrList("strides", default: 1).perAxis(spatialRank)
    padding = try config.choice("padding", default: .valid)
    dataFormat = try config.dataFormat
    dilationRate = try config.integerOrList("dilation_rate", default: 1).perAxis(spatialRank)
    activation = try config.activation("activation")
    useBias = try config.bool("use_bias", default: true)
    biasInitializer = try config.initializer("bias_initializer", default: .zeros)
    biasRegularizer = try config.regularizer("bias_regularizer")
    biasConstraint = try config.constraint("bias_constraint")
    super.init(
      name: try config.name, trainable: try config.trainable,
      activityRegularizer: try config.regularizer("activity_regularizer"))
  }

  /// One number for each channel of the output.
  /// - Throws: `StrataError.notBuilt` before the layer is built, `.invalidArgument` if it has no bias.
  public var bias: Variable { get throws { try weight("bias") } }

  public override var inputSpec: InputSpec? {
    InputSpec(rank: spatialRank + 2, axes: builtSizes(ofAxes: [dataFormat.channelAxis]))
  }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    var output = try convolved(dataFormat.channelsLast(input))
    if useBias { output += try bias.value }
    return try activation(dataFormat.fromChannelsLast(output))
  }

  // MARK: For the layers built on this one

  /// The result, without bias and activation, for an input with its channels last.
  func convolved(_ image: Tensor) throws -> Tensor {
    stop("\(Self.self) does not override convolved(_:)")
  }

  /// The number of channels of the input, which the layer must know to create its weights.
  func channels(of inputShape: PartialShape) throws -> Int {
    try knownSize(ofAxis: dataFormat.channelAxis, in: inputShape)
  }

  /// Throws if a file asks a layer that Keras gives no groups for some, as configs of Keras 2 could.
  static func requireOneGroup(_ config: Config) throws {
    try config.require("groups", .integer(1), because: "\(config.className) has no groups")
  }

  /// Whether the window may look at what is before it only.
  var canBeCausal: Bool { false }

  /// Throws `StrataError.invalidArgument` if the properties of the window make no sense.
  func checkWindow() throws {
    try requireSizes(kernelSize, "kernelSize", count: spatialRank)
    try requireSizes(strides, "strides", count: spatialRank)
    try requireSizes(dilationRate, "dilationRate", count: spatialRank)
    try require(
      padding != .causal || canBeCausal, "padding", expected: "valid or same", found: padding)
  }

  /// Throws `StrataError.invalidArgument` if the window both skips places and moves by more than one.
  func checkStridesWithoutDilation() throws {
    try require(
      strides.allSatisfy { $0 == 1 } || dilationRate.allSatisfy { $0 == 1 }, "dilationRate",
      expected: "1 where strides are not", found: dilationRate)
  }

  /// Creates the bias, if the layer has one, for the given number of output channels.
  func addBias(count: Int) throws {
    guard useBias else { return }
    try addWeight(
      name: "bias", shape: [count], initializer: biasInitializer, regularizer: biasRegularizer,
      constraint: biasConstraint)
  }

  /// The size of the window along each spatial axis with the places that it skips.
  var extents: [Int] { zip(kernelSize, dilationRate).map { ($0 - 1) * $1 + 1 } }

  /// Moves the window with the weights `kernel` over an image, each group of whose channels has filters of its own.
  func slide(_ kernel: Tensor, over image: Tensor, groups: Int) throws -> Tensor {
    let (low, high) = try paddingAmounts(
      padding, sizes: Array(image.shape[1...spatialRank]), extents: extents, strides: strides)
    let geometry = ConvolutionGeometry(
      strides: strides, paddingLow: low, paddingHigh: high, dilation: dilationRate, groups: groups)
    return .apply(.convolution(geometry), [image, kernel])
  }
}
