import StrataGraph

extension Model {
  /// The model's output for the given inputs, in inference mode. The model need not be compiled. `predictAll` gives
  /// the outputs of a model with several.
  /// - Parameters:
  ///   - x: the inputs: a tensor, a list in the order of the model's inputs, or a dictionary by their names; the
  ///     first axis counts the samples.
  ///   - batchSize: samples computed at once.
  ///   - device: where to compute; where the running code does if nil.
  /// - Throws: `StrataError` if the inputs do not fit the model; `.severalOutputs` if it has several outputs;
  ///   `.invalidData` if an output does not have one row for each sample.
  /// - Returns: the outputs, one for each sample, with the mask that the model gives them, if any.
  public func predict(
    _ x: any TensorOrList, batchSize: Int = 32, verbose: Verbosity = .silent, device: Device? = nil
  ) throws -> Tensor {
    try withDevice(device ?? .current) {
      try predictions(x, batchSize: batchSize, verbose: verbose, onlyOne: true)[0]
    }
  }

  /// All outputs of a model with several, as `predict` gives that of a model with one.
  /// - Returns: the outputs in the order of the model.
  public func predictAll(
    _ x: any TensorOrList, batchSize: Int = 32, verbose: Verbosity = .silent, device: Device? = nil
  ) throws -> [Tensor] {
    try withDevice(device ?? .current) {
      try predictions(x, batchSize: batchSize, verbose: verbose, onlyOne: false)
    }
  }

  private func predictions(
    _ x: any TensorOrList, batchSize: Int, verbose: Verbosity, onlyOne: Bool
  ) throws -> [Tensor] {
    try requirePositive(batchSize, "batchSize")
    let inputs = try validatedInputs(x)
    let loader = try BatchLoader(inputs, batchSize: batchSize)
    var bar = ProgressBar(target: loader.steps, isBar: verbose == .progressBar)
    var outputs: [GatheredOutput] = []
    // A device computes a batch while that before it is read and the next one is put together.
    var computed: (batch: [Tensor], sampleCount: Int)?
    func gather() throws {
      guard let (batch, sampleCount) = computed else { return }
      computed = nil
      if outputs.isEmpty { outputs = try batch.map { try GatheredOutput($0, count: loader.count) } }
      for index in outputs.indices {
        try outputs[index].append(batch[index], sampleCount: sampleCount, model: name)
      }
    }
    for step in 0..<loader.steps {
      let samples = try loader.load(step, order: nil).map { Tensor($0) }
      let batch = try predictionFunction(samples)
      guard !onlyOne || batch.count == 1 else {
        throw StrataError.severalOutputs(layer: name, count: batch.count)
      }
      try gather()
      computed = (batch, samples[0].shape[0])
      if verbose != .silent { bar.update(step + 1) { [] } }
    }
    try gather()
    switch verbose {
    case .silent: break
    case .progressBar: bar.finish(loader.steps, metrics: [])
    case .oneLinePerEpoch: Terminal.write(bar.summaryLine(loader.steps, metrics: []) + "\n")
    }
    return outputs.map(\.tensor)
  }

  /// The inputs in the order of the model, which is built if need be. Types like those of the last call are not looked
  /// at again.
  private func validatedInputs(_ x: any TensorOrList) throws -> [Tensor] {
    switch x.tensors {
    case .one(let tensor) where predictionFunction.lastTypes == [tensor.type]:
      try validateElements(of: [tensor])
      return [tensor]
    default:
      try Batch.validate(x)
      let inputs = try orderedInputs(x)
      let inputShapes = inputs.map { PartialShape(batchesLike: $0.shape) }
      try validate(inputShapes: inputShapes)
      try validateElements(of: inputs)
      try build(inputShapes: inputShapes)
      predictionFunction.lastTypes = inputs.map(\.type)
      return inputs
    }
  }
}

/// The programs of a model's forward pass in inference mode, one for each batch size that was used.
final class PredictionFunction {
  private var function: CompiledFunction!
  /// Which outputs have masks, as far as the last recording has shown.
  private var masked: [Int] = []
  /// The types of the inputs that were last found to fit the model.
  var lastTypes: [TensorType] = []

  init(_ model: Model) {
    // The programs give the outputs, and behind them their masks.
    function = CompiledFunction { [unowned self, unowned model] arguments in
      try Device.current.group?.requireLayout(fits: model)
      let outputs = try model.outputs(for: arguments, training: false)
      masked = outputs.indices.filter { outputs[$0].mask != nil }
      return outputs + outputs.compactMap(\.mask)
    }
  }

  /// The outputs for a batch, with their masks.
  func callAsFunction(_ inputs: [Tensor]) throws -> [Tensor] {
    let results = try function(inputs)
    if masked.isEmpty { return results }
    var outputs = Array(results.dropLast(masked.count))
    for (index, mask) in zip(masked, results.suffix(masked.count)) { outputs[index].mask = mask }
    return outputs
  }
}

/// An output for all samples: that of the only batch, or copied together from batches.
private struct GatheredOutput {
  private let whole: Buffer
  /// Where the next batch goes; nil if there is one only.
  private var end: UnsafeMutableRawPointer?
  private var masks: [Tensor] = []

  /// - Parameters:
  ///   - batch: the first batch.
  ///   - count: the number of samples.
  /// - Throws: `StrataError.computationFailed` if the device failed.
  init(_ batch: Tensor, count: Int) throws {
    if batch.shape.first == count {
      whole = batch.concreteBuffer(reading: "prediction")
      try whole.requireComputed()
    } else {
      let memory = HostBuffer(type: batch.type.with([count] + batch.shape.dropFirst()))
      (whole, end) = (memory, memory.pointer)
    }
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
    guard let end else { return }
    let buffer = batch.concreteBuffer(reading: "prediction")
    try buffer.requireComputed()
    buffer.withHostBytes { bytes in
      if let base = bytes.baseAddress { end.copyMemory(from: base, byteCount: bytes.count) }
      self.end = end + bytes.count
    }
  }

  var tensor: Tensor {
    Tensor(whole).masked(by: masks.isEmpty ? nil : Tensor.concatenate(masks, axis: 0))
  }
}
