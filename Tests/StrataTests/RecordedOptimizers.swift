import Strata
import StrataIO
import Testing

/// Optimizers and schedules that recorded Keras configurations describe.
enum RecordedOptimizers {
  static func optimizer(_ recorded: JSONValue?) throws -> Optimizer {
    let config = try #require(recorded?["config"])
    let common = try Common(config)
    func number(_ key: String) throws -> Double { try #require(config[key]?.double, "\(key)") }
    func flag(_ key: String) -> Bool { config[key]?.bool == true }
    switch recorded?["class_name"]?.string {
    case "SGD":
      return SGD(
        learningRate: common.learningRate, momentum: try number("momentum"), nesterov: flag("nesterov"),
        weightDecay: common.weightDecay, clipping: common.clipping, averaging: common.averaging,
        gradientAccumulationSteps: common.accumulation, name: common.name)
    case "Adam":
      return Adam(
        learningRate: common.learningRate, beta1: try number("beta_1"), beta2: try number("beta_2"),
        epsilon: try number("epsilon"), amsgrad: flag("amsgrad"), weightDecay: common.weightDecay,
        clipping: common.clipping, name: common.name)
    case "AdamW":
      return AdamW(
        learningRate: common.learningRate, weightDecay: try #require(common.weightDecay),
        beta1: try number("beta_1"), beta2: try number("beta_2"), epsilon: try number("epsilon"),
        amsgrad: flag("amsgrad"), clipping: common.clipping, name: common.name)
    case "RMSprop":
      return RMSprop(
        learningRate: common.learningRate, rho: try number("rho"), momentum: try number("momentum"),
        epsilon: try number("epsilon"), centered: flag("centered"), weightDecay: common.weightDecay,
        name: common.name)
    case "Adagrad":
      return Adagrad(
        learningRate: common.learningRate, initialAccumulatorValue: try number("initial_accumulator_value"),
        epsilon: try number("epsilon"), name: common.name)
    case "Adadelta":
      return Adadelta(
        learningRate: common.learningRate, rho: try number("rho"), epsilon: try number("epsilon"),
        name: common.name)
    case "Adamax":
      return Adamax(
        learningRate: common.learningRate, beta1: try number("beta_1"), beta2: try number("beta_2"),
        epsilon: try number("epsilon"), name: common.name)
    case "Nadam":
      return Nadam(
        learningRate: common.learningRate, beta1: try number("beta_1"), beta2: try number("beta_2"),
        epsilon: try number("epsilon"), averaging: common.averaging,
        gradientAccumulationSteps: common.accumulation, name: common.name)
    case "Lion":
      return Lion(
        learningRate: common.learningRate, beta1: try number("beta_1"), beta2: try number("beta_2"),
        weightDecay: common.weightDecay, name: common.name)
    case "Ftrl":
      return Ftrl(
        learningRate: common.learningRate, learningRatePower: try number("learning_rate_power"),
        initialAccumulatorValue: try number("initial_accumulator_value"),
        l1RegularizationStrength: try number("l1_regularization_strength"),
        l2RegularizationStrength: try number("l2_regularization_strength"),
        l2ShrinkageRegularizationStrength: try number("l2_shrinkage_regularization_strength"),
        beta: try number("beta"), name: common.name)
    default: throw UnknownRecording(recorded?["class_name"]?.string ?? "")
    }
  }

  /// The arguments that all optimizers have.
  private struct Common {
    let name: String?
    let learningRate: any LearningRateSchedule
    let weightDecay: Double?
    let clipping: GradientClipping?
    let averaging: WeightAveraging?
    let accumulation: Int?

    init(_ config: JSONValue) throws {
      name = config["name"]?.string
      if let rate = config["learning_rate"]?.double {
        learningRate = rate
      } else {
        learningRate = try schedule(config["learning_rate"])
      }
      weightDecay = config["weight_decay"]?.double
      clipping =
        config["clipvalue"]?.double.map { .value($0) } ?? config["clipnorm"]?.double.map { .norm($0) }
        ?? config["global_clipnorm"]?.double.map { .globalNorm($0) }
      averaging =
        config["use_ema"]?.bool == true
        ? WeightAveraging(
          momentum: try #require(config["ema_momentum"]?.double),
          overwriteFrequency: config["ema_overwrite_frequency"]?.integer) : nil
      accumulation = config["gradient_accumulation_steps"]?.integer
    }
  }

  static func schedule(_ recorded: JSONValue?) throws -> any LearningRateSchedule {
    let config = try #require(recorded?["config"])
    func number(_ key: String) throws -> Double { try #require(config[key]?.double, "\(key)") }
    func count(_ key: String) throws -> Int { try #require(config[key]?.integer, "\(key)") }
    func flag(_ key: String) -> Bool { config[key]?.bool == true }
    switch recorded?["class_name"]?.string {
    case "ExponentialDecay":
      return .exponentialDecay(
        initialLearningRate: try number("initial_learning_rate"), decaySteps: try count("decay_steps"),
        decayRate: try number("decay_rate"), staircase: flag("staircase"))
    case "InverseTimeDecay":
      return .inverseTimeDecay(
        initialLearningRate: try number("initial_learning_rate"), decaySteps: try count("decay_steps"),
        decayRate: try number("decay_rate"), staircase: flag("staircase"))
    case "PiecewiseConstantDecay":
      return .piecewiseConstantDecay(
        boundaries: try #require(config["boundaries"]?.array).compactMap(\.integer),
        values: try #require(config["values"]?.array).compactMap(\.double))
    case "PolynomialDecay":
      return .polynomialDecay(
        initialLearningRate: try number("initial_learning_rate"), decaySteps: try count("decay_steps"),
        endLearningRate: try number("end_learning_rate"), power: try number("power"), cycle: flag("cycle")
      )
    case "CosineDecay":
      return .cosineDecay(
        initialLearningRate: try number("initial_learning_rate"), decaySteps: try count("decay_steps"),
        alpha: try number("alpha"), warmupTarget: config["warmup_target"]?.double,
        warmupSteps: try count("warmup_steps"))
    case "CosineDecayRestarts":
      return .cosineDecayRestarts(
        initialLearningRate: try number("initial_learning_rate"),
        firstDecaySteps: try count("first_decay_steps"),
        tMul: try number("t_mul"), mMul: try number("m_mul"), alpha: try number("alpha"))
    default: throw UnknownRecording(recorded?["class_name"]?.string ?? "")
    }
  }
}
