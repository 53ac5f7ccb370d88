import StrataGraph

extension Model {
  /// The model's output for the given inputs, in inference mode. The model need not be compiled. `predictAll` gives
  /// the outputs of a model with several.
  /// - Parameters:
  ///   - x: the inputs: a tensor, a list in the order of the model's inputs, or a dictionary by their names; the
  ///     first axis counts the samples.
  ///   - batchSize: samples computed at once.
  /// - Throws: `StrataError` if the inputs do not fit the model; `.severalOutputs` if it has several outputs;
  ///   `.invalidData` if an output does not have one row for each sample.
  /// - Returns: the outputs, one for each sample, with the mask that the model gives them, if any.
  public func predict(
    _ x: any TensorOrList, batchSize: Int = 32, verbose: Verbosity = .silent
  ) throws -> Tensor {
    try predictions(x, batchSize: batchSize, verbose: verbose, onlyOne: true)[0]
  }

  /// All outputs of a model with several, as `predict` gives that of a model with one.
  /// - Returns: the outputs in the order of the model.
  public func predictAll(
    _ x: any TensorOrList, batchSize: Int = 32, verbose: Verbosity = .silent
  ) throws -> [Tensor] {
    try predictions(x, batchSize: batchSize, verbose: verbose, onlyOne: false)
  }

  private func predictions(
    _ x: any TensorOrList, batchSize: Int, verbose: Verbosity, onlyOne: Bool
  ) throws -> [Tensor] {
    try requirePositive(batchSize, "batchSize")
    try Batch.validate(x)
    let inputs = try orderedInputs(x)
    let inputShapes = inputs.map { PartialShape(batchesLike: $0.shape) }
    try validate(inputShapes: inputShapes)
    try validateElements(of: inputs)
    try build(inputShapes: inputShapes)
    let loader = BatchLoader(inputs, batchSize: batchSize)
    var bar = ProgressBar(target: loader.steps, isBar: verbose == .progressBar)
    var outputs: [GatheredOutput] = []
    for step in 0..<loader.steps {
      let samples = loader.load(step, order: nil).map { Tensor($0) }
      let batch = try predictionFunction(samples)
      guard !onlyOne || batch.count == 1 else {
        throw StrataError.severalOutputs(layer: name, count: batch.count)
      }
      if outputs.isEmpty { outputs = batch.map { GatheredOutput($0, count: loader.count) } }
      for index in outputs.indices {
        try outputs[index].append(batch[index], sampleCount: samples[0].shape[0], model: name)
      }
      if verbose != .silent { bar.update(step + 1) { [] } }
    }
    switch verbose {
    case .silent: break
    case .progressBar: bar.finish(loader.steps, metrics: [])
    case .oneLinePerEpoch: Terminal.write(bar.summaryLine(loader.steps, metrics: []) + "\n")
    }
    return outputs.map(\.tensor)
  }
}

/// The programs of a model's forward pass in inference mode, one for each batch size that was used.
final class PredictionFunction {
  private var function: CompiledFunction!
  /// Which outputs have masks, as far as the last recording has shown.
  private var masked: [Int] = []

  init(_ model: Model) {
    // The programs give the outputs, and behind them their masks.
    function = CompiledFunction { [unowned self, unowned model] arguments in
      let outputs = try model.outputs(for: arguments, training: false)
      masked = outputs.indices.filter { outputs[$0].mask != nil }
      return outputs + outputs.compactMap(\.mask)
    }
  }

  /// The outputs for a batch, with their masks.
  func callAsFunction(_ inputs: [Tensor]) throws -> [Tensor] {
    let results = try function(inputs)
    var outputs = Array(results.dropLast(masked.count))
    for (index, mask) in zip(masked, results.suffix(masked.count)) { outputs[index].mask = mask }
    return outputs
  }
}

/// An output for all samples, copied together from batches.
private struct GatheredOutput {
  private let whole: HostBuffer
  private var masks: [Tensor] = []
  private var written = 0

  /// - Parameters:
  ///   - batch: the first batch.
  ///   - count: the number of samples.
  init(_ batch: Tensor, count: Int) {
    whole = HostBuffer(type: batch.type.with([count] + batch.shape.dropFirst()))
  }

  /// - Throws: `StrataError.invalidData` unless there is one row for each sample, of the shape of those before.
  mutating func append(_ batch: Tensor, sampleCount: Int, model: String) throws {
    let expected = [sampleCount] + whole.type.shape.dropFirst()
    guard batch.shape == expected else {
      throw StrataError.invalidData(
        """
        the model '\(model)' gives an output of shape \(batch.shape) for \(sampleCount) samples, and not \(expected); \
        what is predicted must have one row for each sample
        """)
    }
    if let mask = batch.mask { masks.append(mask) }
    batch.concreteBuffer(reading: "prediction").withHostBytes { bytes in
      if let base = bytes.baseAddress {
        (whole.pointer + written).copyMemory(from: base, byteCount: bytes.count)
      }
      written += bytes.count
    }
  }

  var tensor: Tensor {
    Tensor(whole).masked(by: masks.isEmpty ? nil : Tensor.concatenate(masks, axis: 0))
  }
}
