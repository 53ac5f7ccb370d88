/// Gradient descent with steps divided by a running root mean square of the gradient (Hinton, 2012).
///
/// `v = ρ v + (1 − ρ) g²` and `w −= learningRate · g / √(v + ε)`. Centered, the square of the gradient's running
/// mean is taken off v first; with momentum, the change is `μ` times the last one plus this one.
public final class RMSprop: Optimizer {
  /// How slowly the mean of the squared gradient follows.
  public let rho: Double
  /// The part of the last change that goes into the next.
  public let momentum: Double
  /// Keeps the division from blowing up.
  public let epsilon: Double
  /// Whether the variance of the gradient is used instead of its mean square.
  public let centered: Bool

  /// The common arguments are those of `Optimizer`.
  public init(
    learningRate: any LearningRateSchedule = 0.001, rho: Double = 0.9, momentum: Double = 0,
    epsilon: Double = 1e-7, centered: Bool = false, weightDecay: Double? = nil,
    clipping: GradientClipping? = nil,
    averaging: WeightAveraging? = nil, gradientAccumulationSteps: Int? = nil, name: String? = nil
  ) {
    self.rho = rho
    self.momentum = momentum
    self.epsilon = epsilon
    self.centered = centered
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, clipping: clipping, averaging: averaging,
      gradientAccumulationSteps: gradientAccumulationSteps, name: name)
  }

  /// The optimizer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      learningRate: try config.learningRate(default: 0.001), rho: try config.double("rho", default: 0.9),
      momentum: try config.double("momentum", default: 0),
      epsilon: try config.double("epsilon", default: 1e-7),
      centered: try config.bool("centered", default: false),
      weightDecay: try config.optionalDouble("weight_decay"), clipping: try config.clipping,
      averaging: try config.averaging,
      gradientAccumulationSteps: try config.gradientAccumulationSteps, name: try config.name)
  }

  public override var arguments: Arguments? {
    commonArguments + ["rho": rho, "momentum": momentum, "epsilon": epsilon, "centered": centered]
  }

  public override func addSlots() {
    addSlots(["velocity": 0])
    if momentum > 0 { addSlots(["momentum": 0]) }
    if centered { addSlots(["average_gradient": 0]) }
  }

  public override func update(_ variables: [Variable], gradients: [Tensor], learningRate: Tensor) {
    for (variable, gradient) in zip(variables, gradients) {
      let square = slot("velocity", of: variable)
      square.value = rho * square.value + (1 - rho) * gradient.square()
      var scale = square.value
      if centered {
        let mean = slot("average_gradient", of: variable)
        mean.value = rho * mean.value + (1 - rho) * gradient
        scale = scale - mean.value.square()
      }
      var change = learningRate * gradient / (scale + epsilon).sqrt()
      if momentum > 0 {
        let velocity = slot("momentum", of: variable)
        velocity.value = momentum * velocity.value + change
        change = velocity.value
      }
      variable.value = variable.value - change
    }
  }
}
