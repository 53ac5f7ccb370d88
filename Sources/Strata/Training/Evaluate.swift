import StrataGraph

extension Model {
  /// The loss and metrics on the given samples.
  /// - Throws: `StrataError` if the model is not compiled, or the data do not fit together or the model.
  /// - Returns: the values by name, `loss` among them.
  @discardableResult
  public func evaluate(
    _ x: Tensor, _ y: Tensor, batchSize: Int = 32, verbose: Verbosity = .progressBar,
    sampleWeight: Tensor? = nil
  ) throws -> [String: Double] {
    try evaluation(
      of: Batch(x, y, sampleWeight: sampleWeight), batchSize: batchSize, verbose: verbose)()
  }

  /// Checks the samples once and gives a function that evaluates the model on them.
  func evaluation(
    of samples: Batch, batchSize: Int, verbose: Verbosity = .silent, role: String = ""
  ) throws -> () throws -> [String: Double] {
    let compilation = try requireCompilation()
    try requirePositive(batchSize, "batchSize")
    try samples.validate(role)
    try validate(samples, compilation)
    let loader = BatchLoader(samples.tensors, batchSize: batchSize)
    return { [unowned self] in
      compilation.resetMetrics()
      var bar = ProgressBar(target: loader.steps, isBar: verbose == .progressBar)
      for step in 0..<loader.steps {
        let arguments = loader.load(step, order: nil)
        try compilation.evaluationProgram(of: self, for: arguments.map(\.type)).run(arguments, results: [])
        if verbose != .silent { bar.update(step + 1) { ordered(compilation.logs()) } }
      }
      let logs = compilation.logs()
      switch verbose {
      case .silent: break
      case .progressBar: bar.finish(loader.steps, metrics: ordered(logs))
      case .oneLinePerEpoch: Terminal.write(bar.summaryLine(loader.steps, metrics: ordered(logs)) + "\n")
      }
      return logs
    }
  }
}
