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
}
