/// A convolution over sequences: each filter is a window of weights that moves along the time (a correlation: the
/// window is not flipped).
///
/// Input `[batch, time, channels]`, output `[batch, time', filters]`. Weights: `kernel` `[kernelSize,
/// channels / groups, filters]`, `bias` `[filters]`.
public final class Conv1D: StandardConvolution {
  /// A layer with the given properties.
  /// - Parameter padding: `.causal` lets the output at a step depend on this step and earlier ones only.
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
      spatialRank: 1, filters: filters, kernelSize: kernelSize, strides: strides, padding: padding,
      dataFormat: dataFormat, dilationRate: dilationRate, groups: groups, activation: activation,
      useBias: useBias, kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
      biasConstraint: biasConstraint, name: name, trainable: trainable)
  }

  /// The layer that a file describes.
  init(config: Config) throws { try super.init(spatialRank: 1, config: config) }

  override var canBeCausal: Bool { true }
}
