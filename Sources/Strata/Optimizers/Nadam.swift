/// Adam with Nesterov's momentum (Dozat, 2016).
///
/// With `uₜ = β₁ (1 − ½ · 0.96ᵗ)` and Πu the product of all of them so far,
/// `m̂ = uₜ₊₁ m / (1 − Πu · uₜ₊₁) + (1 − uₜ) g / (1 − Πu)`, `v̂ = v / (1 − β₂ᵗ)` and
/// `w −= learningRate · m̂ / (√v̂ + ε)`; m and v as in `Adam`.
public final class Nadam: Optimizer {
  /// How slowly the mean of the gradient follows in the long run.
  public let beta1: Double
  /// How slowly the mean of the squared gradient follows.
  public let beta2: Double
  /// Keeps the division from blowing up.
  public let epsilon: Double
  private var momentumProduct: Variable!

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

  public override func addSlots() {
    addSlots(["momentum": 0, "velocity": 0])
    momentumProduct = addVariable(Tensor(1 as Float), name: "variable")
  }

  public override func update(_ variables: [Variable], gradients: [Tensor], learningRate: Tensor) {
    let step = stepNumber
    let momentum = beta1 * (1 - 0.5 * pow(0.96, step))
    let nextMomentum = beta1 * (1 - 0.5 * pow(0.96, step + 1))
    let product = momentumProduct.value * momentum
    momentumProduct.value = product
    let meanFactor = nextMomentum / (1 - product * nextMomentum)
    let gradientFactor = (1 - momentum) / (1 - product)
    let squareCorrection = 1 - pow(beta2, step)
    for (variable, gradient) in zip(variables, gradients) {
      let mean = slot("momentum", of: variable)
      let square = slot("velocity", of: variable)
      mean.value = mean.value + (gradient - mean.value) * (1 - beta1)
      square.value = square.value + (gradient.square() - square.value) * (1 - beta2)
      let corrected = meanFactor * mean.value + gradientFactor * gradient
      let scale = (square.value / squareCorrection).sqrt() + epsilon
      variable.value = variable.value - corrected * learningRate / scale
    }
  }
}
