import StrataIO

// What the configs of all optimizers have in common.

extension Optimizer {
  /// The arguments that all optimizers have, for the `arguments` of one's own. The learning rate is the present one.
  public var commonArguments: Arguments {
    [
      "name": name, "learning_rate": schedule ?? learningRate, "weight_decay": weightDecay,
      "clipnorm": clipping?.norm, "global_clipnorm": clipping?.globalNorm, "clipvalue": clipping?.value,
      "use_ema": averaging != nil, "ema_momentum": averaging?.momentum ?? 0.99,
      "ema_overwrite_frequency": averaging?.overwriteFrequency, "loss_scale_factor": lossScaleFactor,
      "gradient_accumulation_steps": gradientAccumulationSteps,
    ]
  }
}

extension GradientClipping {
  fileprivate var value: Double? { if case .value(let limit) = self { limit } else { nil } }
  fileprivate var norm: Double? { if case .norm(let limit) = self { limit } else { nil } }
  fileprivate var globalNorm: Double? { if case .globalNorm(let limit) = self { limit } else { nil } }
}

extension Config {
  /// The learning rate of an optimizer: a number or a schedule.
  public func learningRate(default other: Double) throws -> any LearningRateSchedule {
    // Keras ignores it too.
    ignore("decay")
    if let value = json("learning_rate"), value.object != nil {
      return try object("learning_rate", Registry.schedules)
    }
    return try double("learning_rate", default: other)
  }

  /// The limit on an optimizer's gradients, or nil for none.
  public var clipping: GradientClipping? {
    get throws {
      let kinds: [(argument: String, make: (Double) -> GradientClipping)] = [
        ("clipnorm", GradientClipping.norm), ("global_clipnorm", GradientClipping.globalNorm),
        ("clipvalue", GradientClipping.value),
      ]
      let given = kinds.filter { json($0.argument) != nil }
      guard let first = given.first else { return nil }
      guard given.count == 1 else {
        throw error(given[1].argument, "only one kind of clipping is possible, beside \(first.argument)")
      }
      let limit = try double(first.argument, in: 0...)
      return first.make(limit)
    }
  }

  /// The moving averages of the weights, or nil for none.
  public var averaging: WeightAveraging? {
    get throws {
      let isUsed = try bool("use_ema", default: false)
      let momentum = try double("ema_momentum", default: 0.99, in: 0...1)
      let frequency =
        try json("ema_overwrite_frequency") == nil ? nil : int("ema_overwrite_frequency", in: 1...)
      return isUsed ? WeightAveraging(momentum: momentum, overwriteFrequency: frequency) : nil
    }
  }

  /// How many calls make up one step of an optimizer, or nil for one.
  public var gradientAccumulationSteps: Int? {
    get throws {
      try json("gradient_accumulation_steps") == nil ? nil : int("gradient_accumulation_steps", in: 2...)
    }
  }
}
