// The optimizers by leading dot, as in `compile(optimizer: .adam(learningRate: 1e-4), …)`, with the arguments that
// are mostly wanted; the initializers take all.

extension Optimizer {
  /// Gradient descent, with momentum if wanted.
  public static func sgd(
    learningRate: any LearningRateSchedule = 0.01, momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Double? = nil, clipping: GradientClipping? = nil
  ) -> Optimizer {
    SGD(
      learningRate: learningRate, momentum: momentum, nesterov: nesterov, weightDecay: weightDecay,
      clipping: clipping)
  }

  /// Steps scaled by running means of the gradient and of its square.
  public static func adam(
    learningRate: any LearningRateSchedule = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, amsgrad: Bool = false, weightDecay: Double? = nil,
    clipping: GradientClipping? = nil
  ) -> Optimizer {
    Adam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad,
      weightDecay: weightDecay, clipping: clipping)
  }

  /// Adam with weight decay.
  public static func adamW(
    learningRate: any LearningRateSchedule = 0.001, weightDecay: Double = 0.004, beta1: Double = 0.9,
    beta2: Double = 0.999, epsilon: Double = 1e-7, amsgrad: Bool = false, clipping: GradientClipping? = nil
  ) -> Optimizer {
    AdamW(
      learningRate: learningRate, weightDecay: weightDecay, beta1: beta1, beta2: beta2, epsilon: epsilon,
      amsgrad: amsgrad, clipping: clipping)
  }

  /// Steps divided by a running root mean square of the gradient.
  public static func rmsprop(
    learningRate: any LearningRateSchedule = 0.001, rho: Double = 0.9, momentum: Double = 0,
    epsilon: Double = 1e-7, centered: Bool = false, weightDecay: Double? = nil,
    clipping: GradientClipping? = nil
  ) -> Optimizer {
    RMSprop(
      learningRate: learningRate, rho: rho, momentum: momentum, epsilon: epsilon, centered: centered,
      weightDecay: weightDecay, clipping: clipping)
  }

  /// Steps divided by the root of the sum of all squared gradients.
  public static func adagrad(learningRate: any LearningRateSchedule = 0.001) -> Optimizer {
    Adagrad(learningRate: learningRate)
  }

  /// Steps in the units of the weights.
  public static func adadelta(learningRate: any LearningRateSchedule = 0.001, rho: Double = 0.95) -> Optimizer
  {
    Adadelta(learningRate: learningRate, rho: rho)
  }

  /// Adam with the largest gradient in place of the mean square.
  public static func adamax(learningRate: any LearningRateSchedule = 0.001) -> Optimizer {
    Adamax(learningRate: learningRate)
  }

  /// Adam with Nesterov's momentum.
  public static func nadam(learningRate: any LearningRateSchedule = 0.001) -> Optimizer {
    Nadam(learningRate: learningRate)
  }

  /// Steps of one size along the sign of an averaged gradient.
  public static func lion(
    learningRate: any LearningRateSchedule = 0.001, weightDecay: Double? = nil
  ) -> Optimizer {
    Lion(learningRate: learningRate, weightDecay: weightDecay)
  }

  /// "Follow the regularized leader", for sparse weights.
  public static func ftrl(learningRate: any LearningRateSchedule = 0.001) -> Optimizer {
    Ftrl(learningRate: learningRate)
  }
}
