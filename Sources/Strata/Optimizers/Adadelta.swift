/// Gradient descent with steps in the units of the weights (Zeiler, 2012).
///
/// `a = ρ a + (1 − ρ) g²`, `Δ = −√(d + ε) · g / √(a + ε)`, `d = ρ d + (1 − ρ) Δ²`, `w += learningRate · Δ`.
public final class Adadelta: Optimizer {
  /// How slowly the means of the squares follow.
  public let rho: Double
  /// Keeps the division from blowing up, and the steps from being zero.
  public let epsilon: Double

  /// The common arguments are those of `Optimizer`.
  public init(
    learningRate: any LearningRateSchedule = 0.001, rho: Double = 0.95, epsilon: Double = 1e-7,
    weightDecay: Double? = nil, clipping: GradientClipping? = nil, averaging: WeightAveraging? = nil,
    gradientAccumulationSteps: Int? = nil, name: String? = nil
  ) {
    self.rho = rho
    self.epsilon = epsilon
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, clipping: clipping, averaging: averaging,
      gradientAccumulationSteps: gradientAccumulationSteps, name: name)
  }

  /// The optimizer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      learningRate: try config.learningRate(default: 0.001), rho: try config.double("rho", default: 0.95),
      epsilon: try config.double("epsilon", default: 1e-7),
      weightDecay: try config.optionalDouble("weight_decay"), clipping: try config.clipping,
      averaging: try config.averaging,
      gradientAccumulationSteps: try config.gradientAccumulationSteps, name: try config.name)
  }

  public override var arguments: Arguments? {
    commonArguments + ["rho": rho, "epsilon": epsilon]
  }

  public override func addSlots() { addSlots(["accumulated_grad": 0, "accumulated_delta_var": 0]) }

  public override func update(_ variables: [Variable], gradients: [Tensor], learningRate: Tensor) {
    for (variable, gradient) in zip(variables, gradients) {
      let squares = slot("accumulated_grad", of: variable)
      let changes = slot("accumulated_delta_var", of: variable)
      squares.value = rho * squares.value + (1 - rho) * gradient.square()
      let change = -((changes.value + epsilon).sqrt() * gradient / (squares.value + epsilon).sqrt())
      changes.value = rho * changes.value + (1 - rho) * change.square()
      variable.value = variable.value + learningRate * change
    }
  }
}
