extension Model {
  /// Sets what the model is trained with. Compiling again starts a new optimizer state, unless the same optimizer
  /// is given.
  /// - Parameters:
  ///   - metrics: what to report beside the loss. Stops with a message if one does not give a single number.
  ///   - weightedMetrics: the same, taking sample weights into account.
  public func compile(
    optimizer: Optimizer = .rmsprop(), loss: any Loss, metrics: [Metric] = [],
    weightedMetrics: [Metric] = []
  ) {
    for metric in metrics + weightedMetrics {
      let shape = metric.result().shape
      if !shape.isEmpty {
        stop("the metric '\(metric.name)' gives numbers of shape \(shape), and training reports single ones")
      }
    }
    compilation = Compilation(
      optimizer: optimizer, loss: loss, metrics: metrics, weightedMetrics: weightedMetrics)
  }

  /// What `compile` set up.
  /// - Throws: `StrataError.notCompiled`.
  func requireCompilation() throws -> Compilation {
    guard let compilation else { throw StrataError.notCompiled(model: name) }
    return compilation
  }
}
