extension Model {
  /// What an inner layer gives when the model is given some inputs, in inference mode.
  ///
  /// ```swift
  /// let maps = try model.outputs(of: "conv2d", for: images)  // [images, height, width, filters]
  /// ```
  /// - Parameters:
  ///   - layerName: the name of a layer, or for one within other layers its path, such as `block/conv2d`.
  ///   - x: the inputs: a tensor, a list in the order of the model's inputs, or a dictionary by their names; the
  ///     first axis counts the samples.
  ///   - batchSize: samples computed at once.
  /// - Returns: the outputs for all samples. A layer that is used in several places gives those of its last use, one with
  ///   several outputs the first of them.
  /// - Throws: `StrataError.unknownLayer`, or what `predict` throws.
  public func outputs(of layerName: String, for x: any TensorOrList, batchSize: Int = 32) throws -> Tensor {
    try outputs(of: [inner(layerName)], for: x, batchSize: batchSize)[0]
  }

  /// The same for several layers of this model, all in one go.
  /// - Returns: the outputs in the order of `layers`.
  /// - Throws: what `predict` throws, or `StrataError.invalidArgument` if the model does not call one of the
  ///   layers, or only in the steps of a recurrence.
  public func outputs(of layers: [Layer], for x: any TensorOrList, batchSize: Int = 32) throws -> [Tensor] {
    try requirePositive(batchSize, "batchSize")
    let count = try Batch.validate(x)
    let inputs = try orderedInputs(x)
    let function = CompiledFunction { [unowned self] arguments in
      var observed: [ObjectIdentifier: Tensor] = [:]
      let context = CallContext(training: false)
      // Within a step of a recurrence there is no single output.
      let trace = Trace.current
      context.observer = { if Trace.current === trace { observed[ObjectIdentifier($0)] = $1[0] } }
      _ = try outputs(for: arguments, context: context)
      return try layers.map { layer in
        guard let output = observed[ObjectIdentifier(layer)] else {
          throw StrataError.invalidArgument(
            owner: name, argument: "layers",
            expected: "layers that the model calls, and not in the steps of a recurrence",
            found: "'\(layer.name)'"
          )
        }
        return output
      }
    }
    let batches = try stride(from: 0, to: count, by: batchSize).map { start in
      try function(inputs.map { $0[start..<min(start + batchSize, count)] })
    }
    return layers.indices.map { index in Tensor.concatenate(batches.map { $0[index] }, axis: 0) }
  }

  /// A layer by its name, or by its path from this model on.
  private func inner(_ layerName: String) throws -> Layer {
    if let direct = layers.first(where: { $0.name == layerName }) { return direct }
    var layer: Layer = self
    for name in layerName.split(separator: "/") {
      guard let next = layer.sublayers.first(where: { $0.name == name }) else {
        throw StrataError.unknownLayer(
          name: String(layerName), model: layer.name, existing: layer.sublayers.map(\.name))
      }
      layer = next
    }
    return layer
  }
}
