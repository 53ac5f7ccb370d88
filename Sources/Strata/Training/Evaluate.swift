import StrataGraph

extension Model {
  /// The losses and metrics on the given samples.
  /// - Parameters:
  ///   - x: the inputs: a tensor, a list in the order of the model's inputs, or a dictionary by their names.
  ///   - y: the truth: a tensor, a list in the order of the model's outputs, or a dictionary by their names.
  ///   - batchSize: samples computed at once.
  ///   - sampleWeight: how much each sample counts: one tensor for all outputs, or one for each as for `y`.
  ///   - device: where to compute; where the running code does if nil.
  /// - Throws: `StrataError` if the model is not compiled, or the data do not fit together or the model.
  /// - Returns: the values by name, `loss` among them.
  @discardableResult
  public func evaluate(
    _ x: any TensorOrList, _ y: any TensorOrList, batchSize: Int = 32, verbose: Verbosity = .progressBar,
    sampleWeight: (any TensorOrList)? = nil, device: Device? = nil
  ) throws -> [String: Double] {
    try withDevice(device ?? .current) {
      let samples = try samples(Batch(x, y, sampleWeight: sampleWeight), requireCompilation())
      return try evaluation(of: samples, batchSize: batchSize, verbose: verbose)()
    }
  }

  /// A function that evaluates the model on samples.
  func evaluation(
    of samples: Samples, batchSize: Int, verbose: Verbosity = .silent
  ) throws -> () throws -> [String: Double] {
    let compilation = try requireCompilation()
    try requirePositive(batchSize, "batchSize")
    let loader = try BatchLoader(samples.tensors, batchSize: batchSize)
    return { [unowned self] in
      compilation.resetMetrics()
      var bar = ProgressBar(target: loader.steps, isBar: verbose == .progressBar)
      for step in 0..<loader.steps {
        let arguments = try loader.load(step, order: nil)
        try compilation.evaluationProgram(of: self, for: arguments.map(\.type), samples.layout)
          .run(arguments, results: [])
        if verbose != .silent { try bar.update(step + 1) { ordered(try compilation.logs()) } }
      }
      let logs = try compilation.logs()
      switch verbose {
      case .silent: break
      case .progressBar: bar.finish(loader.steps, metrics: ordered(logs))
      case .oneLinePerEpoch: Terminal.write(bar.summaryLine(loader.steps, metrics: ordered(logs)) + "\n")
      }
      return logs
    }
  }
}
