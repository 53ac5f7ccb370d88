/// Gradient descent, with momentum if wanted.
///
/// Without momentum `w -= learningRate * g`. With it `v = momentum * v - learningRate * g` and `w += v`, or
/// `w += momentum * v - learningRate * g` in Nesterov's form.
public final class SGD: Optimizer {
  /// The part of the last change that goes into the next, 0 to 1.
  public let momentum: Double
  /// Whether the gradient counts as if it were taken one step ahead.
  public let nesterov: Bool

  /// The common arguments are those of `Optimizer`. Stops with a message if `momentum` is not in 0…1.
  public init(
    learningRate: any LearningRateSchedule = 0.01, momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Double? = nil, clipping: GradientClipping? = nil, averaging: WeightAveraging? = nil,
    gradientAccumulationSteps: Int? = nil, name: String? = nil
  ) {
    require((0...1).contains(momentum), "the momentum of SGD must be in 0...1, not \(momentum)")
    self.momentum = momentum
    self.nesterov = nesterov
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, clipping: clipping, averaging: averaging,
      gradientAccumulationSteps: gradientAccumulationSteps, name: name)
  }

  /// The optimizer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      learningRate: try config.learningRate(default: 0.01),
      momentum: try config.double("momentum", default: 0, in: 0...1),
      nesterov: try config.bool("nesterov", default: false),
      weightDecay: try config.optionalDouble("weight_decay"), clipping: try config.clipping,
      averaging: try config.averaging,
      gradientAccumulationSteps: try config.gradientAccumulationSteps, name: try config.name)
  }

  public override var arguments: Arguments? {
    commonArguments + ["momentum": momentum, "nesterov": nesterov]
  }

  public override func addSlots() {
    if momentum != 0 { addSlots(["momentum": 0]) }
  }

  public override func update(_ variables: [Variable], gradients: [Tensor], learningRate: Tensor) {
    for (variable, gradient) in zip(variables, gradients) {
      let change = gradient * learningRate
      guard momentum != 0 else {
        variable.value = variable.value - change
        continue
      }
      let velocity = slot("momentum", of: variable)
      velocity.value = velocity.value * momentum - change
      variable.value = variable.value + (nesterov ? velocity.value * momentum - change : velocity.value)
    }
  }
}
