/// "Follow the regularized leader", for sparse weights (McMahan et al., 2013).
///
/// `n' = n + g²`, `z += g + 2·s·w − (n'⁻ᵖ − n⁻ᵖ) w / learningRate`,
/// `w = (clip(z, −l1, l1) − z) / (n'⁻ᵖ / learningRate + 2 l2 + β / learningRate)`, with p the learning rate's power
/// and s the shrinkage.
public final class Ftrl: Optimizer {
  /// How the rate falls with the squares seen; not positive, −0.5 for their root.
  public let learningRatePower: Double
  /// What the sums of squares start from.
  public let initialAccumulatorValue: Double
  /// The weight of the absolute values, which makes weights exactly zero.
  public let l1RegularizationStrength: Double
  /// The weight of the squares.
  public let l2RegularizationStrength: Double
  /// A further weight of the squares that acts on the gradient only.
  public let l2ShrinkageRegularizationStrength: Double
  /// The β of the paper.
  public let beta: Double

  /// The common arguments are those of `Optimizer`. Stops with a message if `learningRatePower` is positive or
  /// another number is negative.
  public init(
    learningRate: any LearningRateSchedule = 0.001, learningRatePower: Double = -0.5,
    initialAccumulatorValue: Double = 0.1, l1RegularizationStrength: Double = 0,
    l2RegularizationStrength: Double = 0, l2ShrinkageRegularizationStrength: Double = 0, beta: Double = 0,
    weightDecay: Double? = nil, clipping: GradientClipping? = nil, averaging: WeightAveraging? = nil,
    gradientAccumulationSteps: Int? = nil, name: String? = nil
  ) {
    require(learningRatePower <= 0, "learningRatePower must not be positive: \(learningRatePower)")
    for number in [
      initialAccumulatorValue, l1RegularizationStrength, l2RegularizationStrength,
      l2ShrinkageRegularizationStrength,
    ] {
      require(number >= 0, "the initial value and the strengths of Ftrl must not be negative: \(number)")
    }
    self.learningRatePower = learningRatePower
    self.initialAccumulatorValue = initialAccumulatorValue
    self.l1RegularizationStrength = l1RegularizationStrength
    self.l2RegularizationStrength = l2RegularizationStrength
    self.l2ShrinkageRegularizationStrength = l2ShrinkageRegularizationStrength
    self.beta = beta
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, clipping: clipping, averaging: averaging,
      gradientAccumulationSteps: gradientAccumulationSteps, name: name)
  }

  /// The optimizer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      learningRate: try config.learningRate(default: 0.001),
      learningRatePower: try config.double("learning_rate_power", default: -0.5, in: ...0),
      initialAccumulatorValue: try config.double("initial_accumulator_value", default: 0.1, in: 0...),
      l1RegularizationStrength: try config.double("l1_regularization_strength", default: 0, in: 0...),
      l2RegularizationStrength: try config.double("l2_regularization_strength", default: 0, in: 0...),
      l2ShrinkageRegularizationStrength: try config.double(
        "l2_shrinkage_regularization_strength", default: 0, in: 0...),
      beta: try config.double("beta", default: 0), weightDecay: try config.optionalDouble("weight_decay"),
      clipping: try config.clipping, averaging: try config.averaging,
      gradientAccumulationSteps: try config.gradientAccumulationSteps, name: try config.name)
  }

  public override var arguments: Arguments? {
    commonArguments + [
      "learning_rate_power": learningRatePower, "initial_accumulator_value": initialAccumulatorValue,
      "l1_regularization_strength": l1RegularizationStrength,
      "l2_regularization_strength": l2RegularizationStrength,
      "l2_shrinkage_regularization_strength": l2ShrinkageRegularizationStrength, "beta": beta,
    ]
  }

  public override func addSlots() { addSlots(["accumulator": initialAccumulatorValue, "linear": 0]) }

  public override func update(_ variables: [Variable], gradients: [Tensor], learningRate: Tensor) {
    let l2 = l2RegularizationStrength + beta / (2 * learningRate)
    for (variable, gradient) in zip(variables, gradients) {
      let squares = slot("accumulator", of: variable)
      let linear = slot("linear", of: variable)
      let sum = squares.value + gradient.square()
      let root = pow(sum, -learningRatePower)
      let change = (root - pow(squares.value, -learningRatePower)) / learningRate
      let shrunk = gradient + 2 * l2ShrinkageRegularizationStrength * variable.value
      linear.value = linear.value + (shrunk - change * variable.value)
      let clipped = linear.value.clipped(min: -l1RegularizationStrength, max: l1RegularizationStrength)
      variable.value = (clipped - linear.value) / (root / learningRate + 2 * l2)
      squares.value = sum
    }
  }
}
