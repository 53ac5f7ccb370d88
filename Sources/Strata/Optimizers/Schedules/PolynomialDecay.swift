/// A rate that falls to an end as a power of the steps left: `(initial − end)(1 − step / decaySteps)^power + end`.
public struct PolynomialDecay: LearningRateSchedule {
  /// The rate at the start.
  public let initialLearningRate: Double
  /// The number of steps to the end.
  public let decaySteps: Int
  /// The rate at the end.
  public let endLearningRate: Double
  /// 1 for a straight line.
  public let power: Double
  /// Whether the rate rises again after the end and falls to it over the next multiple of `decaySteps`.
  public let cycle: Bool
  /// The name in files.
  public let name: String

  /// Stops with a message if `decaySteps` is not positive.
  public init(
    initialLearningRate: Double, decaySteps: Int, endLearningRate: Double = 0.0001, power: Double = 1,
    cycle: Bool = false, name: String = "PolynomialDecay"
  ) {
    require(decaySteps > 0, "decaySteps must be positive, not \(decaySteps)")
    self.initialLearningRate = initialLearningRate
    self.decaySteps = decaySteps
    self.endLearningRate = endLearningRate
    self.power = power
    self.cycle = cycle
    self.name = name
  }

  init(config: Config) throws {
    self.init(
      initialLearningRate: try config.double("initial_learning_rate"),
      decaySteps: try config.steps("decay_steps"),
      endLearningRate: try config.double("end_learning_rate", default: 0.0001),
      power: try config.double("power", default: 1), cycle: try config.bool("cycle", default: false),
      name: try config.name ?? "PolynomialDecay")
  }

  public var arguments: Arguments? {
    [
      "initial_learning_rate": initialLearningRate, "decay_steps": decaySteps,
      "end_learning_rate": endLearningRate, "power": power, "cycle": cycle, "name": name,
    ]
  }

  public func learningRate(at step: Tensor) -> Tensor {
    let fraction =
      cycle
      ? step / (decaySteps * maximum((step / decaySteps).ceil(), 1))
      : minimum(step, decaySteps) / decaySteps
    return (initialLearningRate - endLearningRate) * pow(1 - fraction, power) + endLearningRate
  }
}

extension LearningRateSchedule where Self == PolynomialDecay {
  /// A rate that falls to an end as a power of the steps left.
  public static func polynomialDecay(
    initialLearningRate: Double, decaySteps: Int, endLearningRate: Double = 0.0001, power: Double = 1,
    cycle: Bool = false
  ) -> Self {
    Self(
      initialLearningRate: initialLearningRate, decaySteps: decaySteps, endLearningRate: endLearningRate,
      power: power, cycle: cycle)
  }
}
