/// Steps of one size along the sign of an averaged gradient (Chen et al., 2023).
///
/// `w −= learningRate · sign(β₁ m + (1 − β₁) g)`, then `m = β₂ m + (1 − β₂) g`.
public final class Lion: Optimizer {
  /// The weight of the mean against the present gradient in a step.
  public let beta1: Double
  /// How slowly the mean of the gradient follows.
  public let beta2: Double

  /// The common arguments are those of `Optimizer`. Stops with a message if `beta1` is not above 0 and up to 1.
  public init(
    learningRate: any LearningRateSchedule = 0.001, beta1: Double = 0.9, beta2: Double = 0.99,
    weightDecay: Double? = nil, clipping: GradientClipping? = nil, averaging: WeightAveraging? = nil,
    gradientAccumulationSteps: Int? = nil, name: String? = nil
  ) {
    require(beta1 > 0 && beta1 <= 1, "beta1 of Lion must be above 0 and up to 1, not \(beta1)")
    self.beta1 = beta1
    self.beta2 = beta2
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, clipping: clipping, averaging: averaging,
      gradientAccumulationSteps: gradientAccumulationSteps, name: name)
  }

  /// The optimizer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      learningRate: try config.learningRate(default: 0.001), beta1: try config.beta1OfLion,
      beta2: try config.double("beta_2", default: 0.99),
      weightDecay: try config.optionalDouble("weight_decay"), clipping: try config.clipping,
      averaging: try config.averaging,
      gradientAccumulationSteps: try config.gradientAccumulationSteps, name: try config.name)
  }

  public override var arguments: Arguments? {
    commonArguments + ["beta_1": beta1, "beta_2": beta2]
  }

  public override func addSlots() { addSlots(["momentum": 0]) }

  public override func update(_ variables: [Variable], gradients: [Tensor], learningRate: Tensor) {
    for (variable, gradient) in zip(variables, gradients) {
      let mean = slot("momentum", of: variable)
      let direction = (mean.value * beta1 + gradient * (1 - beta1)).sign()
      variable.value = variable.value - learningRate * direction
      mean.value = mean.value * beta2 + gradient * (1 - beta2)
    }
  }
}

extension Config {
  /// Above 0 and up to 1.
  fileprivate var beta1OfLion: Double {
    get throws {
      let beta1 = try double("beta_1", default: 0.9, in: 0...1)
      guard beta1 > 0 else { throw error("beta_1", "must be above 0") }
      return beta1
    }
  }
}
