/// A rate that falls by the same factor every so many steps: `initial · decayRate^(step / decaySteps)`.
public struct ExponentialDecay: LearningRateSchedule {
  /// The rate at the start.
  public let initialLearningRate: Double
  /// The number of steps over which the rate falls by `decayRate`.
  public let decaySteps: Int
  /// The factor.
  public let decayRate: Double
  /// Whether the rate falls in stairs, every `decaySteps`, instead of with each step.
  public let staircase: Bool

  /// Stops with a message if `decaySteps` is not positive.
  public init(initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false) {
    require(decaySteps > 0, "decaySteps must be positive, not \(decaySteps)")
    self.initialLearningRate = initialLearningRate
    self.decaySteps = decaySteps
    self.decayRate = decayRate
    self.staircase = staircase
  }

  public func learningRate(at step: Tensor) -> Tensor {
    let periods = step / decaySteps
    return initialLearningRate * pow(decayRate, staircase ? periods.floor() : periods)
  }
}

extension LearningRateSchedule where Self == ExponentialDecay {
  /// A rate that falls by the same factor every so many steps.
  public static func exponentialDecay(
    initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false
  ) -> Self {
    Self(
      initialLearningRate: initialLearningRate, decaySteps: decaySteps, decayRate: decayRate,
      staircase: staircase)
  }
}
