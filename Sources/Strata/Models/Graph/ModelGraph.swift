/// What a functional model computes: the calls of layers that lead from its inputs to its outputs.
struct ModelGraph {
  /// Each the output of an `Input`.
  let inputs: [SymbolicTensor]
  let outputs: [SymbolicTensor]
  /// All layers, the inputs' included, and operations between them, in Keras's order.
  var operations: [Layer]
  /// All calls, those of inputs included, in the order in which they are made.
  let calls: [LayerCall]
  /// How files have the inputs and the outputs.
  var ends: (inputs: GraphEnds, outputs: GraphEnds)
  /// The operations for masks in the file that the graph was read from.
  var maskOperations = MaskOperations()

  /// - Parameter model: the name of the model, for errors.
  /// - Throws: `StrataError.invalidArgument` if there are no inputs or outputs or one input comes twice,
  ///   `.disconnectedGraph`, `.duplicateLayerName`.
  init(inputs: [SymbolicTensor], outputs: [SymbolicTensor], model: String) throws {
    func require(_ condition: Bool, _ argument: String, expected: String, found: String) throws {
      guard condition else {
        throw StrataError.invalidArgument(owner: model, argument: argument, expected: expected, found: found)
      }
    }
    try require(!inputs.isEmpty, "inputs", expected: "at least one", found: "none")
    try require(!outputs.isEmpty, "outputs", expected: "at least one", found: "none")
    try require(
      Set(inputs).count == inputs.count, "inputs", expected: "different ones",
      found: inputs.map(\.layer.name).joined(separator: ", "))
    let (inputs, outputs) = try Self.startingFromInputs(inputs, outputs, model: model)
    let order = try GraphOrder(inputs: inputs, outputs: outputs, model: model)
    var names: Set<String> = []
    for layer in order.layers where !names.insert(layer.name).inserted {
      throw StrataError.duplicateLayerName(name: layer.name, model: model)
    }
    self.inputs = inputs
    self.outputs = outputs
    operations = order.layers
    calls = order.calls
    ends = (GraphEnds(count: inputs.count), GraphEnds(count: outputs.count))
  }

  /// All layers, the inputs' included, in Keras's order.
  var layers: [Layer] { operations.filter { !($0 is OperationLayer) } }

  /// What the inputs are called: as in the file, if it has names for them, otherwise as their layers.
  var inputNames: [String] { ends.inputs.names ?? inputs.map(\.layer.name) }

  /// What the outputs are called, as the inputs.
  var outputNames: [String] { ends.outputs.names ?? outputs.map(\.layer.name) }

  /// The layers that the inputs come from.
  var inputLayers: [Input] { inputs.map { $0.layer as! Input } }

  /// Whether each layer works on the output of the one before, as in a `Sequential`.
  var isChain: Bool {
    operations.count == calls.count
      && zip(calls, calls.dropFirst()).allSatisfy { before, call in
        call.arguments.count == 1 && call.arguments[0].call === before
      }
  }

  /// For a model that starts in the middle of another one: new inputs in place of tensors that layers give, and new
  /// calls of the layers that depend on them.
  private static func startingFromInputs(
    _ inputs: [SymbolicTensor], _ outputs: [SymbolicTensor], model: String
  ) throws -> (inputs: [SymbolicTensor], outputs: [SymbolicTensor]) {
    guard inputs.contains(where: { !($0.layer is Input) }) else { return (inputs, outputs) }
    var replacements: [SymbolicTensor: SymbolicTensor] = [:]
    for input in inputs {
      replacements[input] =
        input.layer is Input
        ? input
        : try Input(
          shape: Array(input.shape.dropFirst()), batchSize: input.shape[0], dtype: input.dtype
        ).symbolicTensor
    }
    for call in try GraphOrder(inputs: inputs, outputs: outputs, model: model).calls {
      guard call.outputs.contains(where: { replacements[$0] == nil }), !call.arguments.isEmpty else {
        continue
      }
      let copy = LayerCall(
        call.layer, inputs: call.inputs.map { replacements[$0]! },
        initialStates: call.initialStates.map { replacements[$0]! }, training: call.training,
        index: call.layer.symbolicCalls.countEver, outputTypes: call.outputTypes)
      call.layer.remember(copy)
      for (output, replacement) in zip(call.outputs, copy.outputs) where replacements[output] == nil {
        replacements[output] = replacement
      }
    }
    return (inputs.map { replacements[$0]! }, outputs.map { replacements[$0]! })
  }
}
