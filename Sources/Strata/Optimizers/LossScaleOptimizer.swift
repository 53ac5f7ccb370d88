/// Multiplies the loss by a factor before another optimizer's steps, so that small gradients are not lost in `float16`,
/// and finds the factor by itself (Micikevicius et al., 2018).
///
/// Gradients are divided by the factor again. If one is infinite or not a number, the step is left out and the factor
/// halved; after `dynamicGrowthSteps` steps without that, the factor is doubled.
///
/// A model whose policy is `.mixedFloat16` gets one around its optimizer when it is compiled. A training loop of one's
/// own takes the gradients of `scaledLoss(_:)`.
public final class LossScaleOptimizer: Optimizer {
  /// The optimizer that takes the steps.
  public let inner: Optimizer
  /// The factor of the first step.
  public let initialScale: Double
  /// How many steps with finite gradients come before the factor is doubled.
  public let dynamicGrowthSteps: Int
  /// Whether `compile` put this optimizer around the given one.
  let isAutomatic: Bool
  private var counterAndScale: (stepCounter: Variable, scale: Variable)?

  /// - Parameters:
  ///   - inner: the optimizer that takes the steps; its own `lossScaleFactor` becomes nil.
  ///   - initialScale: the factor of the first step. One that is too high is soon lowered.
  ///   - dynamicGrowthSteps: how many steps with finite gradients come before the factor is doubled; positive.
  public convenience init(
    _ inner: Optimizer, initialScale: Double = 32768, dynamicGrowthSteps: Int = 2000, name: String? = nil
  ) {
    self.init(
      inner, initialScale: initialScale, dynamicGrowthSteps: dynamicGrowthSteps, name: name,
      isAutomatic: false)
  }

  init(
    _ inner: Optimizer, initialScale: Double = 32768, dynamicGrowthSteps: Int = 2000, name: String?,
    isAutomatic: Bool
  ) {
    require(
      initialScale > 0 && initialScale.isFinite, "initialScale must be positive, not \(initialScale)")
    require(dynamicGrowthSteps > 0, "dynamicGrowthSteps must be positive, not \(dynamicGrowthSteps)")
    require(
      !(inner is LossScaleOptimizer),
      "'\(inner.name)' scales the loss already: it cannot be the inner optimizer")
    self.inner = inner
    self.initialScale = initialScale
    self.dynamicGrowthSteps = dynamicGrowthSteps
    self.isAutomatic = isAutomatic
    inner.lossScaleFactor = nil
    // As in Keras, it has a learning rate of its own among its variables, which is of no effect.
    super.init(learningRate: 0, name: name)
  }

  /// The optimizer that a file describes.
  convenience init(config: Config) throws {
    let reason = "a LossScaleOptimizer leaves this to its inner optimizer"
    for argument in [
      "weight_decay", "clipnorm", "global_clipnorm", "clipvalue", "gradient_accumulation_steps",
    ] {
      try config.require(argument, .null, because: reason)
    }
    try config.require("use_ema", .bool(false), because: reason)
    try config.require(
      "dynamic", .bool(true), because: "a fixed factor is the loss_scale_factor of an optimizer")
    config.ignore("learning_rate", "ema_momentum")
    let inner = try config.object("inner_optimizer", Registry.optimizers)
    guard !(inner is LossScaleOptimizer) else {
      throw config.error("inner_optimizer", "must be an optimizer that does not scale the loss itself")
    }
    let initialScale = try config.double("initial_scale", default: 32768)
    guard initialScale > 0 else {
      throw config.error("initial_scale", "must be positive, not \(initialScale)")
    }
    self.init(
      inner, initialScale: initialScale,
      dynamicGrowthSteps: try config.int("dynamic_growth_steps", default: 2000, in: 1...),
      name: try config.name)
  }

  public override var arguments: Arguments? {
    [
      "name": name, "inner_optimizer": inner, "initial_scale": initialScale,
      "dynamic_growth_steps": dynamicGrowthSteps,
    ]
  }

  // MARK: What the inner optimizer has

  public override var learningRate: Double {
    get { inner.learningRate }
    set { inner.learningRate = newValue }
  }

  public override var schedule: (any LearningRateSchedule)? { inner.schedule }

  /// The number of steps that were not left out.
  public override var iterations: Variable { inner.iterations }

  /// Its own `iteration` and `learning_rate`, which are of no effect, `step_counter` and `dynamic_scale`, and all
  /// variables of the inner optimizer.
  public override var variables: [Variable] { ownVariables + inner.variables }

  override func undoingBuildOnError<Result>(_ body: () throws -> Result) rethrows -> Result {
    try super.undoingBuildOnError { try inner.undoingBuildOnError(body) }
  }

  public override func finishTraining() { inner.finishTraining() }

  // MARK: A step

  /// The factor of the next step, a `float32` scalar.
  public var dynamicScale: Tensor {
    isBuilt ? counterAndScale!.scale.value : Tensor(Float(initialScale))
  }

  public override func addSlots() {
    counterAndScale = (
      addVariable(Tensor(0 as Int64), name: "step_counter"),
      addVariable(Tensor(Float(initialScale)), name: "dynamic_scale")
    )
    inner.build(weights)
  }

  public override func scaledLoss(_ loss: Tensor) -> Tensor { loss * dynamicScale }

  /// Lets the inner optimizer take a step if all gradients are finite. Both ways are computed, so that the program is
  /// the same for all steps; the results of one are kept.
  public override func apply(_ gradients: [Tensor], to variables: [Variable]) throws {
    if variables.isEmpty { return try inner.apply(gradients, to: variables) }
    build(variables)
    let (stepCounter, scale) = counterAndScale!
    let allFinite = gradients.dropFirst().reduce(gradients[0].isFinite().all()) { $0 .& $1.isFinite().all() }
    let changing = inner.weights + inner.variables
    let before = changing.map(\.value)
    try inner.apply(gradients.map { $0 / scale.value }, to: variables)
    for (variable, old) in zip(changing, before) {
      variable.value = select(allFinite, variable.value, old)
    }
    let grows = stepCounter.value .== dynamicGrowthSteps - 1
    stepCounter.value = select(allFinite .& .!grows, stepCounter.value + 1, 0)
    scale.value = select(allFinite, select(grows, scale.value * 2, scale.value), scale.value * 0.5)
  }
}
