import StrataIO

/// The config of a functional model: its layers, and for each layer the calls that it gets, as Keras writes them.
enum GraphConfig {
  /// What describes a graph.
  static func arguments(of graph: ModelGraph) -> Arguments {
    let places = CallPlaces(graph)
    var layers: [any ConfigValue] = graph.operations.map { layer in
      NodeDescription(
        layer: layer, calls: places.calls(of: layer), places: places,
        hasMaskOperations: !graph.maskOperations.kept.isEmpty)
    }
    for (index, description) in graph.maskOperations.kept {
      layers.insert(description, at: min(index, layers.count))
    }
    return [
      "layers": ConfigList(values: layers),
      "input_layers": places.ends(graph.inputs, graph.ends.inputs),
      "output_layers": places.ends(graph.outputs, graph.ends.outputs),
    ]
  }
}

/// Where the calls of a graph stand among those of their layer.
private struct CallPlaces {
  private var callsByLayer: [ObjectIdentifier: [LayerCall]]
  private var positions: [ObjectIdentifier: Int] = [:]

  init(_ graph: ModelGraph) {
    callsByLayer = Dictionary(grouping: graph.calls) { ObjectIdentifier($0.layer) }
    for (layer, calls) in callsByLayer {
      let ordered = calls.sorted { $0.index < $1.index }
      callsByLayer[layer] = ordered
      for (position, call) in ordered.enumerated() { positions[ObjectIdentifier(call)] = position }
    }
  }

  /// The calls of a layer, the earliest first.
  func calls(of layer: Layer) -> [LayerCall] { callsByLayer[ObjectIdentifier(layer)] ?? [] }

  /// The name of a layer, the number of its call, and that of the output.
  /// - Parameter firstCall: the number of the first call of a functional model.
  func place(of tensor: SymbolicTensor, from firstCall: Int = 0) -> JSONValue {
    let first = tensor.layer.isFunctionalModel ? firstCall : 0
    return .array([
      .string(tensor.layer.name), .integer(first + positions[ObjectIdentifier(tensor.call)]!),
      .integer(tensor.outputIndex),
    ])
  }

  /// The inputs or outputs of the graph.
  func ends(_ tensors: [SymbolicTensor], _ ends: GraphEnds) -> JSONValue {
    // Here Keras counts the call with which a functional model is made.
    let places = tensors.map { place(of: $0, from: 1) }
    switch ends {
    case .single: return places[0]
    case .list: return .array(places)
    case .byName(let names):
      var object = JSONObject()
      for (name, place) in zip(names, places) { object[name] = place }
      return .object(object)
    }
  }

  /// A tensor as an argument of a call.
  func argument(_ tensor: SymbolicTensor) -> JSONValue {
    .object([
      "class_name": .string("__keras_tensor__"),
      "config": .object([
        "shape": (try? tensor.shape.json) ?? .null, "dtype": .string("\(tensor.dtype)"),
        "keras_history": place(of: tensor),
      ]),
    ])
  }
}

/// A layer of a graph with its calls.
private struct NodeDescription: ConfigValue {
  let layer: Layer
  let calls: [LayerCall]
  let places: CallPlaces
  let hasMaskOperations: Bool

  var json: JSONValue {
    get throws {
      if let operation = layer as? OperationLayer {
        return operation.json(calledOn: calls.map { $0.inputs.map(places.argument) })
      }
      guard var object = try layer.json.object else { return .null }
      object["name"] = .string(layer.name)
      object["inbound_nodes"] = .array(calls.filter { !$0.inputs.isEmpty }.map(node))
      return .object(object)
    }
  }

  private func node(_ call: LayerCall) -> JSONValue {
    let tensors = call.inputs.map(places.argument)
    var options = call.keptOptions
    // Without the operations of its file, a mask refers to nothing.
    if !hasMaskOperations, options["mask"]?.object != nil { options["mask"] = .null }
    if !call.initialStates.isEmpty {
      options["initial_state"] = .array(call.initialStates.map(places.argument))
    }
    if let training = call.training { options["training"] = .bool(training) }
    var node: JSONObject = [
      "args": .array(call.inputsAreList ? [.array(tensors)] : tensors), "kwargs": .object(options),
    ]
    if call.training != nil { node[CallDescription.decidedKey] = .bool(true) }
    return .object(node)
  }
}

/// A list of values of several types.
private struct ConfigList: ConfigValue {
  let values: [any ConfigValue]

  var json: JSONValue { get throws { .array(try values.map { try $0.json }) } }
}

extension Layer {
  /// Whether this is a model with a graph.
  var isFunctionalModel: Bool { (self as? Model)?.graph != nil }
}
