import StrataGraph

/// A convolution the other way round: each pixel is spread over a window of weights, so that images grow. It is the
/// gradient of `Conv2D` with respect to its input.
///
/// Input `[batch, height, width, channels]`, output `[batch, height', width', filters]`. Along an axis of size n, with
/// stride s and a window of k, the output has n · s places with the padding `.same` and (n − 1) · s + max(k, s) with
/// `.valid`. Weights: `kernel` `[kernelHeight, kernelWidth, filters, channels]`, `bias` `[filters]`.
public final class Conv2DTranspose: Convolution {
  /// The number of channels of the output.
  public let filters: Int
  /// How many places are added behind the smallest output, for height and width; nil for the sizes given above.
  public let outputPadding: [Int]?
  /// The first values of the kernel.
  public let kernelInitializer: any Initializer
  /// The penalty on the kernel.
  public let kernelRegularizer: (any Regularizer)?
  /// The projection of the kernel after each update.
  public let kernelConstraint: (any Constraint)?

  /// A layer with the given properties. `kernelSize`, `strides`, `outputPadding` and `dilationRate` are one number,
  /// such as `3`, or one for the height and one for the width, such as `[3, 5]`.
  /// - Parameters:
  ///   - strides: the distances between the places to which neighboring pixels go.
  ///   - outputPadding: less than the strides. Along an axis of size n, with stride s and a window of k, the output
  ///     then has (n − 1) · s + k + outputPadding places with the padding `.valid`, and (n − 1) · s + outputPadding
  ///     with `.same`, one more if k is odd.
  public init(
    _ filters: Int, kernelSize: any IntegerOrList, strides: any IntegerOrList = 1, padding: Padding = .valid,
    outputPadding: (any IntegerOrList)? = nil, dataFormat: DataFormat = .channelsLast,
    dilationRate: any IntegerOrList = 1, activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: any Initializer = .glorotUniform(), biasInitializer: any Initializer = .zeros,
    kernelRegularizer: (any Regularizer)? = nil, biasRegularizer: (any Regularizer)? = nil,
    activityRegularizer: (any Regularizer)? = nil, kernelConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.filters = filters
    self.outputPadding = outputPadding?.perAxis(2)
    self.kernelInitializer = kernelInitializer
    self.kernelRegularizer = kernelRegularizer
    self.kernelConstraint = kernelConstraint
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
    filters = try config.int("filters")
    outputPadding = try config.optionalIntegerOrList("output_padding")?.perAxis(2)
    kernelInitializer = try config.initializer("kernel_initializer", default: .glorotUniform())
    kernelRegularizer = try config.regularizer("kernel_regularizer")
    kernelConstraint = try config.constraint("kernel_constraint")
    try super.init(spatialRank: 2, config: config)
  }

  public override var arguments: Arguments? {
    [
      "filters": filters, "kernel_size": kernelSize, "strides": strides, "padding": padding,
      "output_padding": outputPadding, "data_format": dataFormat, "dilation_rate": dilationRate,
      "activation": activation, "use_bias": useBias, "kernel_initializer": kernelInitializer,
      "bias_initializer": biasInitializer, "kernel_regularizer": kernelRegularizer,
      "bias_regularizer": biasRegularizer, "activity_regularizer": activityRegularizer,
      "kernel_constraint": kernelConstraint, "bias_constraint": biasConstraint,
    ]
  }

  /// The weight `[kernelHeight, kernelWidth, filters, channels]`.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var kernel: Variable { get throws { try weight("kernel") } }

  public override func createWeights(inputShape: PartialShape) throws {
    let channels = try channels(of: inputShape)
    try require(filters > 0, "filters", expected: "positive", found: filters)
    try checkWindow()
    try checkStridesWithoutDilation()
    if let outputPadding {
      try require(
        outputPadding.count == 2 && zip(outputPadding, strides).allSatisfy { 0..<$1 ~= $0 }, "outputPadding",
        expected: "from 0 up to but without the strides \(strides)", found: outputPadding)
    }
    try addWeight(
      name: "kernel", shape: kernelSize + [filters, channels], initializer: kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    try addBias(count: filters)
  }

  override func convolved(_ image: Tensor) throws -> Tensor {
    let crops = [crop(axis: 0), crop(axis: 1)]
    let sizes = crops.enumerated().map { axis, crop in
      let reached = (image.shape[axis + 1] - 1) * strides[axis] + extents[axis]
      return reached - crop.low - crop.high
    }
    guard sizes.allSatisfy({ $0 > 0 }) else {
      throw StrataError.incompatibleInput(
        layer: name, expected: "an image that leaves something of the output",
        found: "one of shape \(image.shape)")
    }
    // What lies behind the last window is 0: the operation itself computes only what windows reach.
    let beyond = crops.map { max(-$0.high, 0) }
    let geometry = ConvolutionGeometry(
      strides: strides, paddingLow: crops.map(\.low), paddingHigh: crops.map { max($0.high, 0) },
      dilation: dilationRate)
    let reached = zip(sizes, beyond).map { $0 - $1 }
    let output = Tensor.apply(
      .convolutionInputGradient(geometry, inputShape: [image.shape[0]] + reached + [filters]),
      [image, try kernel.value])
    if beyond == [0, 0] { return output }
    return output.padded([(0, 0), (0, beyond[0]), (0, beyond[1]), (0, 0)])
  }

  /// How many of the places that the windows reach are cut off before and behind the output; less than 0 for places
  /// to add. These give Keras's sizes.
  private func crop(axis: Int) -> (low: Int, high: Int) {
    let (extent, stride) = (extents[axis], strides[axis])
    guard padding == .same else { return (0, -(outputPadding?[axis] ?? max(stride - extent, 0))) }
    let total = outputPadding.map { extent - extent % 2 - $0[axis] } ?? (extent - stride)
    let low = max(total / 2, 0)
    return (low, total - low)
  }
}
