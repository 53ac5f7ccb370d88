/// Adam with the largest gradient in place of the mean square (Kingma and Ba, 2014, section 7).
///
/// `m += (g − m)(1 − β₁)`, `u = max(β₂ u, |g|)`, `w −= learningRate · m / ((1 − β₁ᵗ)(u + ε))`.
public final class Adamax: Optimizer {
  /// How slowly the mean of the gradient follows.
  public let beta1: Double
  /// How slowly the largest gradient is forgotten.
  public let beta2: Double
  /// Keeps the division from blowing up.
  public let epsilon: Double

  /// The common arguments are those of `Optimizer`.
  public init(
    learningRate: any LearningRateSchedule = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, weightDecay: Double? = nil, clipping: GradientClipping? = nil,
    averaging: WeightAveraging? = nil, gradientAccumulationSteps: Int? = nil, name: String? = nil
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, clipping: clipping, averaging: averaging,
      gradientAccumulationSteps: gradientAccumulationSteps, name: name)
  }

  /// The optimizer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      learningRate: try config.learningRate(default: 0.001), beta1: try config.double("beta_1", default: 0.9),
      beta2: try config.double("beta_2", default: 0.999),
      epsilon: try config.double("epsilon", default: 1e-7),
      weightDecay: try config.optionalDouble("weight_decay"), clipping: try config.clipping,
      averaging: try config.averaging,
      gradientAccumulationSteps: try config.gradientAccumulationSteps, name: try config.name)
  }

  public override var arguments: Arguments? {
    commonArguments + ["beta_1": beta1, "beta_2": beta2, "epsilon": epsilon]
  }

  public override func addSlots() { addSlots(["momentum": 0, "norm": 0]) }

  public override func update(_ variables: [Variable], gradients: [Tensor], learningRate: Tensor) {
    let correction = 1 - pow(beta1, stepNumber)
    for (variable, gradient) in zip(variables, gradients) {
      let mean = slot("momentum", of: variable)
      let largest = slot("norm", of: variable)
      mean.value = mean.value + (gradient - mean.value) * (1 - beta1)
      largest.value = maximum(beta2 * largest.value, gradient.abs())
      variable.value = variable.value - learningRate * mean.value / (correction * (largest.value + epsilon))
    }
  }
}
