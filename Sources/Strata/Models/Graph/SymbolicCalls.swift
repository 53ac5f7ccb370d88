extension Layer {
  /// Calls the layer in a functional model, after building it if need be.
  /// - Parameter training: whether the layer is always to take itself for being trained, or never, as for
  ///   `base(images, training: false)`; nil if that is for the call of the model to say.
  /// - Returns: what the layer will give.
  /// - Throws: as a call on data of that shape; `StrataError.severalOutputs` if the layer gives several outputs.
  public func callAsFunction(
    _ input: any SymbolicTensorConvertible, training: Bool? = nil
  ) throws -> SymbolicTensor {
    try self([input], training: training)
  }

  /// Calls a layer that takes several inputs in a functional model.
  /// - Throws: as the call with one input.
  public func callAsFunction(
    _ inputs: [any SymbolicTensorConvertible], training: Bool? = nil
  ) throws -> SymbolicTensor {
    let outputs = try outputs(for: inputs, training: training)
    guard outputs.count == 1 else { throw StrataError.severalOutputs(layer: name, count: outputs.count) }
    return outputs[0]
  }

  /// Calls a layer that gives several outputs in a functional model.
  /// - Returns: what the layer will give.
  /// - Throws: as a call on data of these shapes.
  public func outputs(
    for inputs: [any SymbolicTensorConvertible], training: Bool? = nil
  ) throws -> [SymbolicTensor] {
    try recordedCall(inputs.map { try $0.symbolicTensor }, training: training).outputs
  }

  /// A new call of this layer in a functional model.
  func recordedCall(
    _ inputs: [SymbolicTensor], initialStates: [SymbolicTensor] = [], training: Bool? = nil
  ) throws -> LayerCall {
    let call = LayerCall(
      self, inputs: inputs, initialStates: initialStates, training: training, index: symbolicCalls.countEver,
      outputTypes: try outputTypes(for: (inputs + initialStates).map(\.type)))
    remember(call)
    return call
  }
}

/// What has inputs and outputs in a functional model: a layer.
///
/// These are properties of a protocol so that a layer of one's own may have some with the same names.
public protocol SymbolicallyCallable: Layer {}

extension Layer: SymbolicallyCallable {}

extension SymbolicallyCallable {
  /// The inputs of the functional model, or those of the first call of the layer in one.
  /// - Throws: `StrataError.notCalled` if no functional model calls the layer.
  public var inputs: [SymbolicTensor] {
    get throws { try ownEnds?.inputs ?? firstCall.inputs }
  }

  /// The outputs of the functional model, or those of the first call of the layer in one.
  ///
  /// ```swift
  /// let features = try Model(inputs: base.inputs, outputs: base.layer("pooled").outputs)
  /// ```
  /// - Throws: `StrataError.notCalled` if no functional model calls the layer.
  public var outputs: [SymbolicTensor] {
    get throws { try ownEnds?.outputs ?? firstCall.outputs }
  }

  /// The only one of `inputs`.
  /// - Throws: `StrataError.notCalled`, or `.invalidArgument` if there are several.
  public var input: SymbolicTensor {
    get throws {
      let inputs = try self.inputs
      try require(
        inputs.count == 1, "input", expected: "asked for where there is one input", found: inputs.count)
      return inputs[0]
    }
  }

  /// The only one of `outputs`.
  /// - Throws: `StrataError.notCalled`, or `.severalOutputs`.
  public var output: SymbolicTensor {
    get throws {
      let outputs = try self.outputs
      guard outputs.count == 1 else { throw StrataError.severalOutputs(layer: name, count: outputs.count) }
      return outputs[0]
    }
  }

  private var firstCall: LayerCall {
    get throws {
      guard let call = symbolicCalls.all.first else { throw StrataError.notCalled(layer: name) }
      return call
    }
  }
}
