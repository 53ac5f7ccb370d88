import StrataGraph

extension Model {
  /// The model's outputs for the given inputs, in inference mode. The model need not be compiled.
  /// - Parameters:
  ///   - x: the inputs; the first axis counts the samples.
  ///   - batchSize: samples computed at once.
  /// - Throws: `StrataError` if the inputs do not fit the model.
  /// - Returns: the outputs, one for each sample, with the mask that the model gives them, if any.
  public func predict(
    _ x: Tensor, batchSize: Int = 32, verbose: Verbosity = .silent
  ) throws -> Tensor {
    try requirePositive(batchSize, "batchSize")
    guard x.rank > 0, x.shape[0] > 0 else {
      throw StrataError.invalidData("there are no samples: x has the shape \(x.shape)")
    }
    let inputShape = PartialShape(batchesLike: x.shape)
    try inputSpec?.check(inputShape, layer: name)
    try validateElements(of: x)
    try build(inputShape: inputShape)
    let loader = BatchLoader([x], batchSize: batchSize)
    var bar = ProgressBar(target: loader.steps, isBar: verbose == .progressBar)
    var whole: HostBuffer?
    var masks: [Tensor] = []
    var written = 0
    for step in 0..<loader.steps {
      let results = try predictionFunction([Tensor(loader.load(step, order: nil)[0])])
      let output = results[0]
      masks += results.dropFirst()
      let buffer = output.concreteBuffer(reading: "prediction")
      let all = whole ?? HostBuffer(type: output.type.with([loader.count] + output.shape.dropFirst()))
      whole = all
      buffer.withHostBytes { bytes in
        if let base = bytes.baseAddress {
          (all.pointer + written).copyMemory(from: base, byteCount: bytes.count)
        }
        written += bytes.count
      }
      if verbose != .silent { bar.update(step + 1) { [] } }
    }
    switch verbose {
    case .silent: break
    case .progressBar: bar.finish(loader.steps, metrics: [])
    case .oneLinePerEpoch: Terminal.write(bar.summaryLine(loader.steps, metrics: []) + "\n")
    }
    return Tensor(whole!).masked(by: masks.isEmpty ? nil : Tensor.concatenate(masks, axis: 0))
  }
}
