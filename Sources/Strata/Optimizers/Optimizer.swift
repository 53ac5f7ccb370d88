import StrataGraph

/// A rule that changes weights along their gradients so that the loss becomes smaller.
///
/// State lives in variables and updates are tensor expressions, so that a step can be part of a compiled program.
/// An optimizer of one's own overrides `addSlots()` and `update(_:gradients:learningRate:)`:
///
/// ```swift
/// final class Momentum: Optimizer {
///   override func addSlots() { addSlots(["momentum": 0]) }
///   override func update(_ variables: [Variable], gradients: [Tensor], learningRate: Tensor) {
///     for (variable, gradient) in zip(variables, gradients) {
///       let momentum = slot("momentum", of: variable)
///       momentum.value = momentum.value * 0.9 - gradient * learningRate
///       variable.value = variable.value + momentum.value
///     }
///   }
/// }
/// ```
open class Optimizer: Configurable {
  /// The name, which its variables' names start with: given, or made from the class as Keras does.
  public let name: String
  /// The learning rate as a function of the steps done, or nil if it is a number that may be set.
  public var schedule: (any LearningRateSchedule)? { ownSchedule }
  private let ownSchedule: (any LearningRateSchedule)?
  /// The learning rate that the optimizer was made with, nil with a schedule.
  let initialLearningRate: Double?
  /// The part of each weight that a step takes away, as a factor of the learning rate.
  public let weightDecay: Double?
  /// A limit on the gradients.
  public let clipping: GradientClipping?
  /// The moving averages of the weights that are kept beside them.
  public let averaging: WeightAveraging?
  /// How many calls of `apply` make up one step, which uses the mean of their gradients.
  public let gradientAccumulationSteps: Int?

  /// What the loss is multiplied by before gradients are taken, so that small ones are not lost in `float16`; the
  /// gradients are divided by it again. Nil for 1. To be set before training. `LossScaleOptimizer` finds a factor by
  /// itself.
  public var lossScaleFactor: Double?

  /// The number of calls of `apply`, `int64`.
  public var iterations: Variable { ownIterations }
  private let ownIterations: Variable
  /// All state in Keras's order: `iteration`, `learning_rate`, moving averages, accumulated gradients, slots.
  public var variables: [Variable] { ownVariables }
  /// The state that belongs to this optimizer itself, not to one within it.
  final private(set) var ownVariables: [Variable]
  /// Whether the slots exist.
  public private(set) var isBuilt = false

  private let learningRateVariable: Variable?
  /// The weights that the optimizer was built for.
  private(set) var weights: [Variable] = []
  private var slots: [ObjectIdentifier: [String: Variable]] = [:]
  private var stateOfUpdates: [Variable] = []
  private var undecayedVariables: Set<ObjectIdentifier> = []
  private var undecayedNames: [String] = []

  /// - Parameters:
  ///   - learningRate: a number or a schedule.
  ///   - weightDecay: takes `weight * weightDecay * learningRate` away from each weight before each step.
  ///   - clipping: a limit on the gradients.
  ///   - averaging: keeps moving averages of the weights.
  ///   - gradientAccumulationSteps: at least 2; the weights change every so many calls.
  ///   - name: made from the class if nil.
  public init(
    learningRate: any LearningRateSchedule, weightDecay: Double? = nil, clipping: GradientClipping? = nil,
    averaging: WeightAveraging? = nil, gradientAccumulationSteps: Int? = nil, name: String? = nil
  ) {
    require(
      gradientAccumulationSteps.map { $0 >= 2 } ?? true,
      "gradientAccumulationSteps must be at least 2, not \(gradientAccumulationSteps ?? 0)")
    let name = name ?? LayerNames.next(forClass: String(describing: Self.self))
    self.name = name
    self.weightDecay = weightDecay
    self.clipping = clipping
    self.averaging = averaging
    self.gradientAccumulationSteps = gradientAccumulationSteps
    ownIterations = Variable(Tensor(0 as Int64), name: "iteration", trainable: false)
    ownVariables = [ownIterations]
    initialLearningRate = learningRate as? Double
    if let constant = initialLearningRate {
      let variable = Variable(Tensor(Float(constant)), name: "learning_rate", trainable: false)
      ownVariables.append(variable)
      learningRateVariable = variable
      ownSchedule = nil
    } else {
      learningRateVariable = nil
      ownSchedule = learningRate
    }
    for variable in ownVariables { variable.path = "\(name)/\(variable.name)" }
  }

  // MARK: To override

  public static var kerasModule: String { "keras.optimizers" }

  /// Keras's name of the class.
  open var className: String { "\(Self.self)" }

  /// What the optimizer was made with, its name included; nil, the default, if it cannot be described in a file.
  open var arguments: Arguments? { nil }

  /// Creates the slots that `update` needs, with `addSlots(_:)`. Called once.
  open func addSlots() {}

  /// Changes the variables and their slots by one step.
  /// - Parameters:
  ///   - gradients: one for each variable, of the same shape.
  ///   - learningRate: the rate of this step, a `float32` scalar.
  open func update(_ variables: [Variable], gradients: [Tensor], learningRate: Tensor) {
    stop("\(Self.self) does not override update(_:gradients:learningRate:)")
  }

  // MARK: The learning rate

  /// The learning rate of the next step.
  ///
  /// Setting it needs no compilation. Stops with a message if it is set on an optimizer with a schedule.
  public var learningRate: Double {
    get { Double(currentLearningRate.scalar(as: Float.self)) }
    set {
      guard let learningRateVariable else {
        stop("the learning rate of '\(name)' follows a schedule and cannot be set")
      }
      learningRateVariable.value = Tensor(Float(newValue))
    }
  }

  private var currentLearningRate: Tensor {
    learningRateVariable?.value ?? ownSchedule!.learningRate(at: iterations.value.converted(to: .float32))
  }

  // MARK: State

  /// Creates the slots for the given weights, unless they are there already.
  public final func build(_ variables: [Variable]) {
    guard !isBuilt else { return }
    isBuilt = true
    weights = variables
    // First values are concrete even if the first step is within a recording.
    Trace.$current.withValue(nil) {
      if averaging != nil { addSlots(["average": 0]) }
      if gradientAccumulationSteps != nil { addSlots(["gradient_accumulator": 0]) }
      let count = ownVariables.count
      addSlots()
      stateOfUpdates = Array(ownVariables.dropFirst(count))
    }
  }

  /// Runs `body`. If it throws, the optimizer is not built unless it was before.
  func undoingBuildOnError<Result>(_ body: () throws -> Result) rethrows -> Result {
    let (wasBuilt, variablesBefore) = (isBuilt, ownVariables)
    do {
      return try body()
    } catch {
      if !wasBuilt {
        (isBuilt, weights, ownVariables, slots, stateOfUpdates) = (false, [], variablesBefore, [:], [])
      }
      throw error
    }
  }

  /// Creates slots for every weight, shaped as the weight and filled with the given number. Only to be called from
  /// `addSlots()`. Slots that are added together stand together for each weight, as in Keras.
  public final func addSlots(_ initialValues: KeyValuePairs<String, Double>) {
    for weight in weights {
      for (slotName, initialValue) in initialValues {
        let owner = weight.path.split(separator: "/").joined(separator: "_")
        let slot = addVariable(
          Tensor.full(weight.shape, initialValue, dtype: weight.dtype), name: "\(owner)_\(slotName)")
        slot.companion = weight
        slots[ObjectIdentifier(weight), default: [:]][slotName] = slot
      }
    }
  }

  /// Creates a piece of state that belongs to no weight in particular. Only to be called from `addSlots()`.
  public final func addVariable(_ initialValue: Tensor, name variableName: String) -> Variable {
    let variable = Variable(initialValue, name: variableName, trainable: false)
    variable.path = "\(name)/\(variableName)"
    ownVariables.append(variable)
    return variable
  }

  /// The slot with the given name of a weight.
  ///
  /// Stops with a message if `addSlots` did not create one.
  public final func slot(_ slotName: String, of variable: Variable) -> Variable {
    guard let slot = slots[ObjectIdentifier(variable)]?[slotName] else {
      stop("'\(name)' has no slot '\(slotName)' for \(variable)")
    }
    return slot
  }

  /// The number of the step being taken, from 1 on, a `float32` scalar.
  public final var stepNumber: Tensor { stepsDone + 1 }

  private var stepsDone: Tensor {
    let calls = iterations.value.converted(to: .float32)
    guard let gradientAccumulationSteps else { return calls }
    return (calls / gradientAccumulationSteps).floor()
  }

  // MARK: A step

  /// The loss as gradients are to be taken of it: times the factor that `apply` divides the gradients by.
  ///
  /// Needed in a training loop of one's own with an optimizer that scales; others give the loss itself.
  public func scaledLoss(_ loss: Tensor) -> Tensor { lossScaleFactor.map { loss * $0 } ?? loss }

  /// Changes the variables along their gradients.
  ///
  /// The order is Keras's: accumulation, clipping, weight decay, the update itself, moving averages, constraints.
  /// - Parameter gradients: those of `scaledLoss(_:)`, one for each variable, of the same shape.
  /// - Throws: `StrataError.invalidArgument` if the optimizer was built for other variables.
  public func apply(_ gradients: [Tensor], to variables: [Variable]) throws {
    require(
      gradients.count == variables.count,
      """
      \(gradients.count) gradients for \(variables.count) variables\
      \(gradients.isEmpty ? ": a model has no weights to take gradients for before it is built" : "")
      """)
    // A model that is not built yet has no weights; the optimizer waits for them, as in Keras.
    if variables.isEmpty { return }
    build(variables)
    try requireKnown(variables)
    let gradients = lossScaleFactor.map { factor in gradients.map { $0 / factor } } ?? gradients
    if let gradientAccumulationSteps {
      accumulate(gradients, for: variables, steps: gradientAccumulationSteps)
    } else {
      step(gradients, variables)
    }
    averaging?.update(weights, averages: weights.map { slot("average", of: $0) }, stepsDone: stepsDone)
    for variable in variables {
      if let constraint = variable.constraint { variable.value = constraint(variable.value) }
    }
    iterations.value = iterations.value + 1
  }

  private func requireKnown(_ variables: [Variable]) throws {
    let known = Set(weights.map { ObjectIdentifier($0) })
    if let stranger = variables.first(where: { !known.contains(ObjectIdentifier($0)) }) {
      throw StrataError.invalidArgument(
        owner: name, argument: "a variable",
        expected: "one of those that the optimizer was built for; compile with a new optimizer for others",
        found: stranger.path)
    }
  }

  private func step(_ gradients: [Tensor], _ variables: [Variable]) {
    let gradients = clipping?(gradients) ?? gradients
    let learningRate = currentLearningRate
    if let weightDecay {
      for variable in variables where isDecayed(variable) {
        variable.value = variable.value - variable.value * weightDecay * learningRate
      }
    }
    update(variables, gradients: gradients, learningRate: learningRate)
  }

  /// Takes a step with the mean of the gradients every `steps` calls. Every call computes the step, so that the
  /// program is the same for all; its results are kept when it is due.
  private func accumulate(_ gradients: [Tensor], for variables: [Variable], steps: Int) {
    let isDue = (iterations.value + 1) % steps .== 0
    let accumulators = variables.map { slot("gradient_accumulator", of: $0) }
    let sums = zip(accumulators, gradients).map { $0.value + $1 }
    let changing = variables + stateOfUpdates
    let before = changing.map(\.value)
    step(sums.map { $0 / steps }, variables)
    for (variable, old) in zip(changing, before) { variable.value = select(isDue, variable.value, old) }
    for (accumulator, sum) in zip(accumulators, sums) { accumulator.value = select(isDue, 0, sum) }
  }

  // MARK: Weight decay

  /// Keeps weight decay away from some weights.
  /// - Parameters:
  ///   - variables: weights that are left alone.
  ///   - names: weights are left alone too whose name contains one of these, such as `bias`.
  public final func excludeFromWeightDecay(_ variables: [Variable] = [], names: [String] = []) {
    undecayedVariables = Set(variables.map { ObjectIdentifier($0) })
    undecayedNames = names
  }

  private func isDecayed(_ variable: Variable) -> Bool {
    !undecayedVariables.contains(ObjectIdentifier(variable))
      && !undecayedNames.contains { variable.name.contains($0) }
  }

  /// Gives the weights their moving averages, if the optimizer keeps them; training does this at its end.
  public func finishTraining() {
    guard averaging != nil else { return }
    for weight in weights { weight.value = slot("average", of: weight).value }
  }
}
