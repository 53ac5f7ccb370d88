/// A rate that falls along half a cosine, after a linear rise if wanted (Loshchilov and Hutter, 2016).
///
/// `initial · ((1 − α) · ½(1 + cos(π · step / decaySteps)) + α)`. With a warm-up the rate first goes from `initial`
/// to `warmupTarget` in `warmupSteps`, and falls from there over the next `decaySteps`.
public struct CosineDecay: LearningRateSchedule {
  /// The rate at the start.
  public let initialLearningRate: Double
  /// The number of steps to the end.
  public let decaySteps: Int
  /// The rate at the end as a fraction of the highest.
  public let alpha: Double
  /// The rate that the warm-up leads to, or nil for none.
  public let warmupTarget: Double?
  /// The number of steps of the warm-up.
  public let warmupSteps: Int
  /// The name in files.
  public let name: String

  /// Stops with a message if `decaySteps` is not positive.
  public init(
    initialLearningRate: Double, decaySteps: Int, alpha: Double = 0, warmupTarget: Double? = nil,
    warmupSteps: Int = 0, name: String = "CosineDecay"
  ) {
    require(decaySteps > 0, "decaySteps must be positive, not \(decaySteps)")
    self.initialLearningRate = initialLearningRate
    self.decaySteps = decaySteps
    self.alpha = alpha
    self.warmupTarget = warmupTarget
    self.warmupSteps = warmupSteps
    self.name = name
  }

  init(config: Config) throws {
    self.init(
      initialLearningRate: try config.double("initial_learning_rate"),
      decaySteps: try config.steps("decay_steps"),
      alpha: try config.double("alpha", default: 0), warmupTarget: try config.optionalDouble("warmup_target"),
      warmupSteps: try config.int("warmup_steps", default: 0), name: try config.name ?? "CosineDecay")
  }

  public var arguments: Arguments? {
    [
      "initial_learning_rate": initialLearningRate, "decay_steps": decaySteps, "alpha": alpha, "name": name,
      "warmup_target": warmupTarget, "warmup_steps": warmupSteps,
    ]
  }

  public func learningRate(at step: Tensor) -> Tensor {
    guard let warmupTarget, warmupSteps > 0 else {
      return decayed(from: warmupTarget ?? initialLearningRate, step)
    }
    let rising = (warmupTarget - initialLearningRate) * (step / warmupSteps) + initialLearningRate
    return select(step .< warmupSteps, rising, decayed(from: warmupTarget, step - warmupSteps))
  }

  private func decayed(from rate: Double, _ step: Tensor) -> Tensor {
    let fraction = minimum(step, decaySteps) / decaySteps
    return rate * ((1 - alpha) * (0.5 * (1 + (Double.pi * fraction).cos())) + alpha)
  }
}

extension LearningRateSchedule where Self == CosineDecay {
  /// A rate that falls along half a cosine, after a linear rise if wanted.
  public static func cosineDecay(
    initialLearningRate: Double, decaySteps: Int, alpha: Double = 0, warmupTarget: Double? = nil,
    warmupSteps: Int = 0
  ) -> Self {
    Self(
      initialLearningRate: initialLearningRate, decaySteps: decaySteps, alpha: alpha,
      warmupTarget: warmupTarget,
      warmupSteps: warmupSteps)
  }
}
