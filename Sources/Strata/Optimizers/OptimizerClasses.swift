extension Registry {
  /// The optimizers.
  public static let optimizers = ObjectTable<Optimizer>(
    "optimizer", ignoresCase: true,
    [
      "Adadelta": { try Adadelta(config: $0) },
      "Adagrad": { try Adagrad(config: $0) },
      "Adam": { try Adam(config: $0) },
      "AdamW": { try AdamW(config: $0) },
      "Adamax": { try Adamax(config: $0) },
      "Ftrl": { try Ftrl(config: $0) },
      "LossScaleOptimizer": { try LossScaleOptimizer(config: $0) },
      "Lion": { try Lion(config: $0) },
      "Nadam": { try Nadam(config: $0) },
      "RMSprop": { try RMSprop(config: $0) },
      "SGD": { try SGD(config: $0) },
    ],
    making: { config, make in
      let optimizer = try make(config)
      optimizer.lossScaleFactor = try config.optionalDouble("loss_scale_factor")
      return optimizer
    })
}
