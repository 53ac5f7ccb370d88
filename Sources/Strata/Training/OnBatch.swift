extension Model {
  /// Trains on one batch and gives its losses and metrics. The arguments are those of `fit`.
  ///
  /// Weights, optimizer and metrics stay on the device for the next batch. Give every call the same one, or put
  /// `withDevice` around the loop: what another device computes next has to be moved there.
  /// - Throws: as `fit`.
  @discardableResult
  public func trainOnBatch(
    _ x: any TensorOrList, _ y: any TensorOrList, sampleWeight: (any TensorOrList)? = nil,
    classWeight: [Int: Double]? = nil, device: Device? = nil
  ) throws -> [String: Double] {
    try withDevice(device ?? .current) {
      let compilation = try requireCompilation()
      var samples = try samples(Batch(x, y, sampleWeight: sampleWeight), compilation)
      if let classWeight { try samples.weigh(byClass: classWeight, model: name) }
      let arguments = samples.buffers
      compilation.resetMetrics()
      try compilation.trainingProgram(
        of: self, for: arguments.map(\.type), samples.layout, isMeasured: false
      ).run(arguments, results: [])
      return try compilation.logs()
    }
  }

  /// The losses and metrics of one batch, however large. The arguments are those of `evaluate`.
  /// - Throws: as `evaluate`.
  @discardableResult
  public func testOnBatch(
    _ x: any TensorOrList, _ y: any TensorOrList, sampleWeight: (any TensorOrList)? = nil,
    device: Device? = nil
  ) throws -> [String: Double] {
    try withDevice(device ?? .current) {
      let compilation = try requireCompilation()
      let samples = try samples(Batch(x, y, sampleWeight: sampleWeight), compilation)
      let arguments = samples.buffers
      compilation.resetMetrics()
      try compilation.evaluationProgram(of: self, for: arguments.map(\.type), samples.layout)
        .run(arguments, results: [])
      return try compilation.logs()
    }
  }

  /// The output for one batch, however large, in inference mode; what `predict` gives with a `batchSize` of all samples.
  /// - Throws: as `predict`.
  public func predictOnBatch(_ x: any TensorOrList, device: Device? = nil) throws -> Tensor {
    try predict(x, batchSize: sampleCount(x), device: device)
  }

  /// All outputs of a model with several, as `predictOnBatch` gives that of a model with one.
  public func predictAllOnBatch(_ x: any TensorOrList, device: Device? = nil) throws -> [Tensor] {
    try predictAll(x, batchSize: sampleCount(x), device: device)
  }

  /// Forgets the batches that losses and metrics were gathered from.
  public func resetMetrics() { compilation?.resetMetrics() }

  private func sampleCount(_ x: any TensorOrList) -> Int { max(1, x.tensors.all.first?.shape.first ?? 1) }
}
