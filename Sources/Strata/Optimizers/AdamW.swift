/// Adam with weight decay (Loshchilov and Hutter, 2017): `w −= w · weightDecay · learningRate` before each step.
public final class AdamW: Adam {
  /// The common arguments are those of `Optimizer`, the others those of `Adam`.
  public init(
    learningRate: any LearningRateSchedule = 0.001, weightDecay: Double = 0.004, beta1: Double = 0.9,
    beta2: Double = 0.999, epsilon: Double = 1e-7, amsgrad: Bool = false, clipping: GradientClipping? = nil,
    averaging: WeightAveraging? = nil, gradientAccumulationSteps: Int? = nil, name: String? = nil
  ) {
    super.init(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad,
      weightDecay: weightDecay, clipping: clipping, averaging: averaging,
      gradientAccumulationSteps: gradientAccumulationSteps, name: name)
  }

  /// The optimizer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      learningRate: try config.learningRate(default: 0.001),
      weightDecay: try config.double("weight_decay", default: 0.004),
      beta1: try config.double("beta_1", default: 0.9), beta2: try config.double("beta_2", default: 0.999),
      epsilon: try config.double("epsilon", default: 1e-7),
      amsgrad: try config.bool("amsgrad", default: false), clipping: try config.clipping,
      averaging: try config.averaging,
      gradientAccumulationSteps: try config.gradientAccumulationSteps, name: try config.name)
  }
}
