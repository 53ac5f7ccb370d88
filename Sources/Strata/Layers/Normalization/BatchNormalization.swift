/// Brings each channel to mean 0 and variance 1, then scales and shifts it by trained amounts
/// (Ioffe and Szegedy, 2015).
///
/// In training, mean and variance are those of the batch, and moving averages of them are kept; otherwise, and if
/// the layer is not trainable, the moving averages are used. Weights, each with one element for a channel:
/// `gamma`, `beta`, and not trained, `moving_mean`, `moving_variance`.
public final class BatchNormalization: Layer {
  /// The axis of the channels.
  public let axis: Int
  /// The part of the moving averages that a batch leaves as it is.
  public let momentum: Double
  /// What is added to the variance, so that it is never 0.
  public let epsilon: Double
  /// Whether `beta` is added.
  public let center: Bool
  /// Whether the result is multiplied by `gamma`.
  public let scale: Bool
  /// The first values of `beta`.
  public let betaInitializer: any Initializer
  /// The first values of `gamma`.
  public let gammaInitializer: any Initializer
  /// The first values of `moving_mean`.
  public let movingMeanInitializer: any Initializer
  /// The first values of `moving_variance`.
  public let movingVarianceInitializer: any Initializer
  /// The penalty on `beta`.
  public let betaRegularizer: (any Regularizer)?
  /// The penalty on `gamma`.
  public let gammaRegularizer: (any Regularizer)?
  /// The projection of `beta` after each update.
  public let betaConstraint: (any Constraint)?
  /// The projection of `gamma` after each update.
  public let gammaConstraint: (any Constraint)?

  /// A layer with the given properties.
  public init(
    axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 0.001, center: Bool = true, scale: Bool = true,
    betaInitializer: any Initializer = .zeros, gammaInitializer: any Initializer = .ones,
    movingMeanInitializer: any Initializer = .zeros, movingVarianceInitializer: any Initializer = .ones,
    betaRegularizer: (any Regularizer)? = nil, gammaRegularizer: (any Regularizer)? = nil,
    betaConstraint: (any Constraint)? = nil, gammaConstraint: (any Constraint)? = nil,
    name: String? = nil, trainable: Bool = true
  ) {
    self.axis = axis
    self.momentum = momentum
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
    self.betaInitializer = betaInitializer
    self.gammaInitializer = gammaInitializer
    self.movingMeanInitializer = movingMeanInitializer
    self.movingVarianceInitializer = movingVarianceInitializer
    self.betaRegularizer = betaRegularizer
    self.gammaRegularizer = gammaRegularizer
    self.betaConstraint = betaConstraint
    self.gammaConstraint = gammaConstraint
    super.init(name: name, trainable: trainable)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    let axis = try config.ints("axis", default: [-1])
    guard axis.count == 1 else {
      throw config.error("axis", "Strata normalizes along one axis of channels, not \(axis)")
    }
    try config.require("renorm", .bool(false), because: "Strata has no batch renormalization")
    // How it was computed, which does not change the numbers on one device, and settings of the renormalization.
    config.ignore("synchronized", "fused", "renorm_clipping", "renorm_momentum")
    self.init(
      axis: axis[0], momentum: try config.double("momentum", default: 0.99),
      epsilon: try config.double("epsilon", default: 0.001), center: try config.bool("center", default: true),
      scale: try config.bool("scale", default: true),
      betaInitializer: try config.initializer("beta_initializer", default: .zeros),
      gammaInitializer: try config.initializer("gamma_initializer", default: .ones),
      movingMeanInitializer: try config.initializer("moving_mean_initializer", default: .zeros),
      movingVarianceInitializer: try config.initializer("moving_variance_initializer", default: .ones),
      betaRegularizer: try config.regularizer("beta_regularizer"),
      gammaRegularizer: try config.regularizer("gamma_regularizer"),
      betaConstraint: try config.constraint("beta_constraint"),
      gammaConstraint: try config.constraint("gamma_constraint"), name: try config.name,
      trainable: try config.trainable)
  }

  public override var arguments: Arguments? {
    [
      "axis": axis, "momentum": momentum, "epsilon": epsilon, "center": center, "scale": scale,
      "beta_initializer": betaInitializer, "gamma_initializer": gammaInitializer,
      "moving_mean_initializer": movingMeanInitializer,
      "moving_variance_initializer": movingVarianceInitializer, "beta_regularizer": betaRegularizer,
      "gamma_regularizer": gammaRegularizer, "beta_constraint": betaConstraint,
      "gamma_constraint": gammaConstraint, "synchronized": false, "renorm": false, "renorm_clipping": nil,
      "renorm_momentum": 0.99,
    ]
  }

  /// The trained factor of each channel.
  /// - Throws: `StrataError.notBuilt` before the layer is built, `.invalidArgument` if it does not scale.
  public var gamma: Variable { get throws { try weight("gamma") } }

  /// The trained shift of each channel.
  /// - Throws: `StrataError.notBuilt` before the layer is built, `.invalidArgument` if it does not center.
  public var beta: Variable { get throws { try weight("beta") } }

  /// The moving average of the means.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var movingMean: Variable { get throws { try weight("moving_mean") } }

  /// The moving average of the variances.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var movingVariance: Variable { get throws { try weight("moving_variance") } }

  public override var inputSpec: InputSpec? {
    InputSpec(rank: inputShape?.count, axes: builtSizes(ofAxes: [axis]))
  }

  public override func createWeights(inputShape: PartialShape) throws {
    let shape = [try knownSize(ofAxis: axis, in: inputShape)]
    if scale {
      try addWeight(
        name: "gamma", shape: shape, initializer: gammaInitializer, regularizer: gammaRegularizer,
        constraint: gammaConstraint, autocast: false)
    }
    if center {
      try addWeight(
        name: "beta", shape: shape, initializer: betaInitializer, regularizer: betaRegularizer,
        constraint: betaConstraint, autocast: false)
    }
    try addWeight(
      name: "moving_mean", shape: shape, initializer: movingMeanInitializer, trainable: false, autocast: false
    )
    try addWeight(
      name: "moving_variance", shape: shape, initializer: movingVarianceInitializer, trainable: false,
      autocast: false)
  }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { !training || !trainable }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    try normalized(input.inFullPrecision(), context).converted(to: computeDType)
  }

  private func normalized(_ input: Tensor, _ context: CallContext) throws -> Tensor {
    let (mean, variance) = try statistics(input, context)
    var factor = (variance + epsilon).rsqrt()
    if scale { factor *= try gamma.value.inFullPrecision() }
    var shift = -mean * factor
    if center { shift += try beta.value.inFullPrecision() }
    return input * alongChannels(factor, input) + alongChannels(shift, input)
  }

  /// A number for each channel, shaped so that it can be broadcast against the input.
  private func alongChannels(_ numbers: Tensor, _ input: Tensor) -> Tensor {
    if axis == -1 || axis == input.rank - 1 { return numbers }
    var shape = input.shape.map { _ in 1 }
    shape[axis < 0 ? axis + input.rank : axis] = numbers.count
    return numbers.reshaped(shape)
  }

  /// Mean and variance to normalize by, one for each channel.
  private func statistics(_ input: Tensor, _ context: CallContext) throws -> (Tensor, Tensor) {
    let (movingMean, movingVariance) = (try movingMean, try movingVariance)
    let (oldMean, oldVariance) = (movingMean.value.inFullPrecision(), movingVariance.value.inFullPrecision())
    guard context.training, trainable else { return (oldMean, oldVariance) }
    let channelAxis = axis < 0 ? axis + input.rank : axis
    let otherAxes = input.shape.indices.filter { $0 != channelAxis }
    let (mean, variance) = try moments(input, axes: otherAxes, mask: input.mask)
    movingMean.value = oldMean * momentum + mean * (1 - momentum)
    movingVariance.value = oldVariance * momentum + variance * (1 - momentum)
    return (mean, variance)
  }

  /// Mean and variance over the given axes, of the elements that the mask lets count.
  private func moments(_ input: Tensor, axes: [Int], mask: Tensor?) throws -> (Tensor, Tensor) {
    guard let mask else {
      let mean = input.mean(axes: axes)
      // The variance is smallest at the mean, so its gradient with respect to the mean is 0.
      let deviation = input - alongChannels(mean.stoppingGradient(), input)
      return (mean, deviation.square().mean(axes: axes))
    }
    guard mask.shape == Array(input.shape.dropLast()) else {
      throw StrataError.incompatibleInput(
        layer: name, expected: "a mask of the input's shape \(input.shape) without its last axis",
        found: "one of shape \(mask.shape)")
    }
    let counts = mask.expandedDims(axis: -1).broadcast(to: input.shape)
    let total = counts.converted(to: input.dtype).sum(axes: axes) + 1e-7
    let mean = select(counts, input, 0).sum(axes: axes) / total
    let deviation = select(counts, input - alongChannels(mean, input), 0)
    return (mean, deviation.square().sum(axes: axes) / total)
  }
}
