/// A rate that falls along half a cosine again and again (Loshchilov and Hutter, 2016).
///
/// Period i takes `firstDecaySteps · tMul^i` steps and starts from `initial · mMul^i`; it ends at `α · initial`.
public struct CosineDecayRestarts: LearningRateSchedule {
  /// The rate at the start.
  public let initialLearningRate: Double
  /// The number of steps of the first period.
  public let firstDecaySteps: Int
  /// How many times longer each period is than the one before.
  public let tMul: Double
  /// How many times higher each period starts than the one before.
  public let mMul: Double
  /// The rate at the end of a period as a fraction of the first.
  public let alpha: Double
  /// The name in files.
  public let name: String

  /// Stops with a message if `firstDecaySteps` is not positive.
  public init(
    initialLearningRate: Double, firstDecaySteps: Int, tMul: Double = 2, mMul: Double = 1, alpha: Double = 0,
    name: String = "SGDRDecay"
  ) {
    require(firstDecaySteps > 0, "firstDecaySteps must be positive, not \(firstDecaySteps)")
    self.initialLearningRate = initialLearningRate
    self.firstDecaySteps = firstDecaySteps
    self.tMul = tMul
    self.mMul = mMul
    self.alpha = alpha
    self.name = name
  }

  init(config: Config) throws {
    self.init(
      initialLearningRate: try config.double("initial_learning_rate"),
      firstDecaySteps: try config.steps("first_decay_steps"), tMul: try config.double("t_mul", default: 2),
      mMul: try config.double("m_mul", default: 1), alpha: try config.double("alpha", default: 0),
      name: try config.name ?? "SGDRDecay")
  }

  public var arguments: Arguments? {
    [
      "initial_learning_rate": initialLearningRate, "first_decay_steps": firstDecaySteps, "t_mul": tMul,
      "m_mul": mMul, "alpha": alpha, "name": name,
    ]
  }

  public func learningRate(at step: Tensor) -> Tensor {
    let (period, fraction) = position(step / firstDecaySteps)
    let cosine = 0.5 * pow(mMul, period) * (1 + (Double.pi * fraction).cos())
    return initialLearningRate * ((1 - alpha) * cosine + alpha)
  }

  /// The number of the period and how much of it is over, for a time measured in first periods.
  private func position(_ time: Tensor) -> (period: Tensor, fraction: Tensor) {
    if tMul == 1 {
      let period = time.floor()
      return (period, time - period)
    }
    let logarithm = Tensor.full([], tMul).log()
    let period = ((1 - time * (1 - tMul)).log() / logarithm).floor()
    let length = pow(tMul, period)
    return (period, (time - (1 - length) / (1 - tMul)) / length)
  }
}

extension LearningRateSchedule where Self == CosineDecayRestarts {
  /// A rate that falls along half a cosine again and again.
  public static func cosineDecayRestarts(
    initialLearningRate: Double, firstDecaySteps: Int, tMul: Double = 2, mMul: Double = 1, alpha: Double = 0
  ) -> Self {
    Self(
      initialLearningRate: initialLearningRate, firstDecaySteps: firstDecaySteps, tMul: tMul, mMul: mMul,
      alpha: alpha)
  }
}
