/// A convolution over images: each filter is a small window of weights that moves over the image (a correlation:
/// the window is not flipped).
///
/// Input `[batch, height, width, channels]`, output `[batch, height', width', filters]`. Weights: `kernel`
/// `[kernelHeight, kernelWidth, channels / groups, filters]`, `bias` `[filters]`.
public final class Conv2D: StandardConvolution {
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
    super.init(
      spatialRank: 2, filters: filters, kernelSize: kernelSize, strides: strides, padding: padding,
      dataFormat: dataFormat, dilationRate: dilationRate, groups: groups, activation: activation,
      useBias: useBias, kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
      biasConstraint: biasConstraint, name: name, trainable: trainable)
  }

  /// The layer that a file describes.
  init(config: Config) throws { try super.init(spatialRank: 2, config: config) }
}
