/// Brings each sample, along the given axes, to mean 0 and variance 1, then scales and shifts it by trained amounts
/// (Ba et al., 2016).
///
/// Weights, each with the sizes of the axes, in ascending order: `gamma`, `beta`.
public final class LayerNormalization: Layer {
  /// The axes along which mean and variance are taken, in ascending order.
  public let axis: [Int]
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
  /// The penalty on `beta`.
  public let betaRegularizer: (any Regularizer)?
  /// The penalty on `gamma`.
  public let gammaRegularizer: (any Regularizer)?
  /// The projection of `beta` after each update.
  public let betaConstraint: (any Constraint)?
  /// The projection of `gamma` after each update.
  public let gammaConstraint: (any Constraint)?
  /// Whether the mean stays and there is no `beta`.
  public let rmsScaling: Bool

  /// - Parameters:
  ///   - axis: the axis, or the axes, along which mean and variance are taken.
  ///   - rmsScaling: whether the input is only divided by its standard deviation and multiplied by `gamma`, whatever
  ///     `scale` and `center` are. Keras has this for old models; it is not the normalization by the root of the mean
  ///     square.
  public init(
    axis: any IntegerOrList = -1, epsilon: Double = 0.001, center: Bool = true, scale: Bool = true,
    betaInitializer: any Initializer = .zeros, gammaInitializer: any Initializer = .ones,
    betaRegularizer: (any Regularizer)? = nil, gammaRegularizer: (any Regularizer)? = nil,
    betaConstraint: (any Constraint)? = nil, gammaConstraint: (any Constraint)? = nil,
    rmsScaling: Bool = false, name: String? = nil, trainable: Bool = true
  ) {
    self.axis = axis.integers.sorted()
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
    self.betaInitializer = betaInitializer
    self.gammaInitializer = gammaInitializer
    self.betaRegularizer = betaRegularizer
    self.gammaRegularizer = gammaRegularizer
    self.betaConstraint = betaConstraint
    self.gammaConstraint = gammaConstraint
    self.rmsScaling = rmsScaling
    super.init(name: name, trainable: trainable)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      axis: try config.ints("axis", default: [-1]), epsilon: try config.double("epsilon", default: 0.001),
      center: try config.bool("center", default: true), scale: try config.bool("scale", default: true),
      betaInitializer: try config.initializer("beta_initializer", default: .zeros),
      gammaInitializer: try config.initializer("gamma_initializer", default: .ones),
      betaRegularizer: try config.regularizer("beta_regularizer"),
      gammaRegularizer: try config.regularizer("gamma_regularizer"),
      betaConstraint: try config.constraint("beta_constraint"),
      gammaConstraint: try config.constraint("gamma_constraint"),
      rmsScaling: try config.bool("rms_scaling", default: false), name: try config.name,
      trainable: try config.trainable)
  }

  public override var arguments: Arguments? {
    [
      // Keras makes a list of it when the layer is built.
      "axis": isBuilt ? axis : axis.integerIfSingle, "epsilon": epsilon, "center": center, "scale": scale,
      "rms_scaling": rmsScaling, "beta_initializer": betaInitializer, "gamma_initializer": gammaInitializer,
      "beta_regularizer": betaRegularizer, "gamma_regularizer": gammaRegularizer,
      "beta_constraint": betaConstraint, "gamma_constraint": gammaConstraint,
    ]
  }

  /// The trained factors.
  /// - Throws: `StrataError.notBuilt` before the layer is built, `.invalidArgument` if it does not scale.
  public var gamma: Variable { get throws { try weight("gamma") } }

  /// The trained shifts.
  /// - Throws: `StrataError.notBuilt` before the layer is built, `.invalidArgument` if it does not center.
  public var beta: Variable { get throws { try weight("beta") } }

  public override var inputSpec: InputSpec? {
    InputSpec(rank: inputShape?.count, axes: builtSizes(ofAxes: axis))
  }

  private var hasGamma: Bool { scale || rmsScaling }
  private var hasBeta: Bool { center && !rmsScaling }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(
      !axis.isEmpty && inputShape.contains(axes: axis), "axis",
      expected: "different axes of the input \(inputShape.kerasDescription)", found: axis)
    guard hasGamma || hasBeta else { return }
    let shape = try axis.map { try knownSize(ofAxis: $0, in: inputShape) }
    if hasGamma {
      try addWeight(
        name: "gamma", shape: shape, initializer: gammaInitializer, regularizer: gammaRegularizer,
        constraint: gammaConstraint, autocast: false)
    }
    if hasBeta {
      try addWeight(
        name: "beta", shape: shape, initializer: betaInitializer, regularizer: betaRegularizer,
        constraint: betaConstraint, autocast: false)
    }
  }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool {
    !axis.contains { $0 == 0 || $0 == -(inputShape?.count ?? 0) }
  }

  public override var autocast: Bool { false }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    try normalized(input.inFullPrecision()).converted(to: computeDType)
  }

  private func normalized(_ input: Tensor) throws -> Tensor {
    let deviation = input - input.mean(axes: axis, keepDims: true)
    let factor = (deviation.square().mean(axes: axis, keepDims: true) + epsilon).rsqrt()
    var output = (rmsScaling ? input : deviation) * factor
    if hasGamma { output *= alongAxes(try gamma.value.inFullPrecision(), input) }
    if hasBeta { output += alongAxes(try beta.value.inFullPrecision(), input) }
    return output
  }

  /// A weight, shaped so that it can be broadcast against the input.
  private func alongAxes(_ numbers: Tensor, _ input: Tensor) -> Tensor {
    var shape = input.shape.map { _ in 1 }
    for axis in axis {
      let position = axis < 0 ? axis + input.rank : axis
      shape[position] = input.shape[position]
    }
    return numbers.reshaped(shape)
  }
}
