/// Gradient descent with steps divided by the root of the sum of all squared gradients (Duchi et al., 2011).
///
/// `a += g²` and `w −= learningRate · g / √(a + ε)`.
public final class Adagrad: Optimizer {
  /// What the sums of squares start from.
  public let initialAccumulatorValue: Double
  /// Keeps the division from blowing up.
  public let epsilon: Double

  /// The common arguments are those of `Optimizer`.
  public init(
    learningRate: any LearningRateSchedule = 0.001, initialAccumulatorValue: Double = 0.1,
    epsilon: Double = 1e-7,
    weightDecay: Double? = nil, clipping: GradientClipping? = nil, averaging: WeightAveraging? = nil,
    gradientAccumulationSteps: Int? = nil, name: String? = nil
  ) {
    self.initialAccumulatorValue = initialAccumulatorValue
    self.epsilon = epsilon
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, clipping: clipping, averaging: averaging,
      gradientAccumulationSteps: gradientAccumulationSteps, name: name)
  }

  /// The optimizer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      learningRate: try config.learningRate(default: 0.001),
      initialAccumulatorValue: try config.double("initial_accumulator_value", default: 0.1),
      epsilon: try config.double("epsilon", default: 1e-7),
      weightDecay: try config.optionalDouble("weight_decay"), clipping: try config.clipping,
      averaging: try config.averaging,
      gradientAccumulationSteps: try config.gradientAccumulationSteps, name: try config.name)
  }

  public override var arguments: Arguments? {
    commonArguments + ["initial_accumulator_value": initialAccumulatorValue, "epsilon": epsilon]
  }

  public override func addSlots() { addSlots(["accumulator": initialAccumulatorValue]) }

  public override func update(_ variables: [Variable], gradients: [Tensor], learningRate: Tensor) {
    for (variable, gradient) in zip(variables, gradients) {
      let squares = slot("accumulator", of: variable)
      squares.value = squares.value + gradient.square()
      variable.value = variable.value - learningRate * gradient / (squares.value + epsilon).sqrt()
    }
  }
}
