/// Gradient descent with steps scaled by running means of the gradient and of its square (Kingma and Ba, 2014).
///
/// `m += (g − m)(1 − β₁)`, `v += (g² − v)(1 − β₂)`, `w −= α m / (√v + ε)` with
/// `α = learningRate · √(1 − β₂ᵗ) / (1 − β₁ᵗ)`: ε is added before the correction for the bias of v, as in Keras.
open class Adam: Optimizer {
  /// How slowly the mean of the gradient follows.
  public let beta1: Double
  /// How slowly the mean of the squared gradient follows.
  public let beta2: Double
  /// Keeps the division from blowing up.
  public let epsilon: Double
  /// Whether the largest mean of squares so far is used instead of the present one.
  public let amsgrad: Bool

  /// The common arguments are those of `Optimizer`.
  public init(
    learningRate: any LearningRateSchedule = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, amsgrad: Bool = false, weightDecay: Double? = nil,
    clipping: GradientClipping? = nil,
    averaging: WeightAveraging? = nil, gradientAccumulationSteps: Int? = nil, name: String? = nil
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.amsgrad = amsgrad
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
      amsgrad: try config.bool("amsgrad", default: false),
      weightDecay: try config.optionalDouble("weight_decay"), clipping: try config.clipping,
      averaging: try config.averaging,
      gradientAccumulationSteps: try config.gradientAccumulationSteps, name: try config.name)
  }

  open override var arguments: Arguments? {
    commonArguments + ["beta_1": beta1, "beta_2": beta2, "epsilon": epsilon, "amsgrad": amsgrad]
  }

  open override func addSlots() {
    addSlots(["momentum": 0, "velocity": 0])
    if amsgrad { addSlots(["velocity_hat": 0]) }
  }

  open override func update(_ variables: [Variable], gradients: [Tensor], learningRate: Tensor) {
    let step = stepNumber
    let rate = learningRate * (1 - pow(beta2, step)).sqrt() / (1 - pow(beta1, step))
    for (variable, gradient) in zip(variables, gradients) {
      let mean = slot("momentum", of: variable)
      let square = slot("velocity", of: variable)
      mean.value = mean.value + (gradient - mean.value) * (1 - beta1)
      square.value = square.value + (gradient.square() - square.value) * (1 - beta2)
      var scale = square.value
      if amsgrad {
        let largest = slot("velocity_hat", of: variable)
        largest.value = maximum(largest.value, scale)
        scale = largest.value
      }
      variable.value = variable.value - mean.value * rate / (scale.sqrt() + epsilon)
    }
  }
}
