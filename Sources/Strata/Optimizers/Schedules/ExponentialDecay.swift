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
  /// The name in files.
  public let name: String

  /// Stops with a message if `decaySteps` is not positive.
  public init(
    initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false,
    name: String = "ExponentialDecay"
  ) {
    require(decaySteps > 0, "decaySteps must be positive, not \(decaySteps)")
    self.initialLearningRate = initialLearningRate
    self.decaySteps = decaySteps
    self.decayRate = decayRate
    self.staircase = staircase
    self.name = name
  }

  init(config: Config) throws {
    self.init(
      initialLearningRate: try config.double("initial_learning_rate"),
      decaySteps: try config.steps("decay_steps"),
      decayRate: try config.double("decay_rate"), staircase: try config.bool("staircase", default: false),
      name: try config.name ?? "ExponentialDecay")
  }

  public var arguments: Arguments? {
    [
      "initial_learning_rate": initialLearningRate, "decay_steps": decaySteps, "decay_rate": decayRate,
      "staircase": staircase, "name": name,
    ]
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
