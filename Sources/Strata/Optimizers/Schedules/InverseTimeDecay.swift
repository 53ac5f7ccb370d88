/// A rate that falls as one over time: `initial / (1 + decayRate · step / decaySteps)`.
public struct InverseTimeDecay: LearningRateSchedule {
  /// The rate at the start.
  public let initialLearningRate: Double
  /// The unit of time, in steps.
  public let decaySteps: Int
  /// How fast the rate falls.
  public let decayRate: Double
  /// Whether the rate falls in stairs, every `decaySteps`, instead of with each step.
  public let staircase: Bool
  /// The name in files.
  public let name: String

  /// Stops with a message if `decaySteps` is not positive.
  public init(
    initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false,
    name: String = "InverseTimeDecay"
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
      name: try config.name ?? "InverseTimeDecay")
  }

  public var arguments: Arguments? {
    [
      "initial_learning_rate": initialLearningRate, "decay_steps": decaySteps, "decay_rate": decayRate,
      "staircase": staircase, "name": name,
    ]
  }

  public func learningRate(at step: Tensor) -> Tensor {
    let periods = step / decaySteps
    return initialLearningRate / (1 + decayRate * (staircase ? periods.floor() : periods))
  }
}

extension LearningRateSchedule where Self == InverseTimeDecay {
  /// A rate that falls as one over time.
  public static func inverseTimeDecay(
    initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false
  ) -> Self {
    Self(
      initialLearningRate: initialLearningRate, decaySteps: decaySteps, decayRate: decayRate,
      staircase: staircase)
  }
}
