extension Model {
  /// Sets what the model is trained with. Compiling again starts a new optimizer state, unless the same optimizer
  /// is given.
  /// - Parameters:
  ///   - loss: what training makes smaller; with several outputs it is the loss of each.
  ///   - lossWeights: a factor for the loss.
  ///   - metrics: what to report beside the loss; with several outputs one for each. Stops with a message if one
  ///     does not give a single number, or stands there twice.
  ///   - weightedMetrics: the same, taking sample weights into account.
  ///   - autoScaleLoss: whether a `LossScaleOptimizer` is put around the optimizer if the model, or a layer of it, has
  ///     the policy `.mixedFloat16`, or may have it by a map that a layer not yet built will look its policy up in.
  public func compile(
    optimizer: Optimizer = .rmsprop(), loss: any Loss, lossWeights: OneOrSeveral<Double>? = nil,
    metrics: [Metric] = [], weightedMetrics: [Metric] = [], autoScaleLoss: Bool = true
  ) {
    compile(
      optimizer: optimizer, losses: .one(loss), lossWeights: lossWeights, metrics: .one(metrics),
      weightedMetrics: .one(weightedMetrics), autoScaleLoss: autoScaleLoss)
  }

  /// Sets what a model with several outputs is trained with: a list in the order of the outputs, or a dictionary by
  /// their names.
  ///
  /// ```swift
  /// model.compile(
  ///   optimizer: .adam(), losses: ["price": .meanSquaredError(), "kind": .sparseCategoricalCrossentropy()],
  ///   lossWeights: ["price": 0.1], metrics: ["kind": [.accuracy()]])
  /// ```
  ///
  /// The total, `loss`, is the sum of the outputs' losses times their factors, and of all penalties. Logs have each
  /// output's loss without its factor too, as `price_loss`, and metrics as `kind_accuracy`. `fit`, `evaluate` and
  /// `trainOnBatch` throw `StrataError.invalidArgument` if something does not go with the outputs.
  /// - Parameters:
  ///   - losses: one for each output; nil for an output without one, whose truth may then be left out.
  ///   - lossWeights: the factor of each loss in the total; 1 for an output that is not named.
  ///   - metrics: what to report of each output; none for one that is not named. Stops with a message if one does
  ///     not give a single number, or stands there twice.
  ///   - weightedMetrics: the same, taking sample weights into account.
  ///   - autoScaleLoss: whether a `LossScaleOptimizer` is put around the optimizer if the model, or a layer of it, has
  ///     the policy `.mixedFloat16`, or may have it by a map that a layer not yet built will look its policy up in.
  public func compile(
    optimizer: Optimizer = .rmsprop(), losses: OneOrSeveral<(any Loss)?>,
    lossWeights: OneOrSeveral<Double>? = nil, metrics: OneOrSeveral<[Metric]> = [],
    weightedMetrics: OneOrSeveral<[Metric]> = [], autoScaleLoss: Bool = true
  ) {
    var known: Set<ObjectIdentifier> = []
    for metric in (metrics.all + weightedMetrics.all).joined() {
      let shape = metric.result().shape
      Strata.require(
        shape.isEmpty,
        "the metric '\(metric.name)' gives numbers of shape \(shape), and training reports single ones")
      Strata.require(
        known.insert(ObjectIdentifier(metric)).inserted,
        "the metric '\(metric.name)' stands in two places and would mix their numbers: make one for each")
    }
    compilation = Compilation(
      optimizer: autoScaleLoss ? scalingIfNeeded(optimizer) : optimizer, losses: losses,
      lossWeights: lossWeights, metrics: metrics,
      weightedMetrics: weightedMetrics)
  }

  /// An optimizer that scales the loss if the given one does not and a layer computes in `float16`.
  private func scalingIfNeeded(_ optimizer: Optimizer) -> Optimizer {
    let mayUseFloat16 = allLayers.contains { layer in
      layer.isBuilt ? layer.ownPolicy == .mixedFloat16 : layer.dtypePolicy.possible.contains(.mixedFloat16)
    }
    guard !(optimizer is LossScaleOptimizer), mayUseFloat16 else { return optimizer }
    return LossScaleOptimizer(optimizer, name: "loss_scale_optimizer", isAutomatic: true)
  }

  /// What `compile` set up.
  /// - Throws: `StrataError.notCompiled`.
  func requireCompilation() throws -> Compilation {
    guard let compilation else { throw StrataError.notCompiled(model: name) }
    return compilation
  }
}
