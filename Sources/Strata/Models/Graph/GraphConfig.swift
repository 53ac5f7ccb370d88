import StrataIO

/// The config of a functional model: its layers, and for each layer the calls that it gets, as Keras writes them.
enum GraphConfig {
  /// What describes a graph.
  static func arguments(of graph: ModelGraph) -> Arguments {
    let places = CallPlaces(graph)
    return [
      "layers": graph.layers.map { NodeDescription(layer: $0, calls: places.calls(of: $0), places: places) },
      "input_layers": places.ends(graph.inputs, isList: graph.areLists.inputs),
      "output_layers": places.ends(graph.outputs, isList: graph.areLists.outputs),
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
      let first = ordered[0].layer.ownCallCount
      for (position, call) in ordered.enumerated() { positions[ObjectIdentifier(call)] = first + position }
    }
  }

  /// The calls of a layer, the earliest first.
  func calls(of layer: Layer) -> [LayerCall] { callsByLayer[ObjectIdentifier(layer)] ?? [] }

  /// The name of a layer, the number of its call, and that of the output.
  func place(of tensor: SymbolicTensor) -> JSONValue {
    .array([
      .string(tensor.layer.name), .integer(positions[ObjectIdentifier(tensor.call)]!),
      .integer(tensor.outputIndex),
    ])
  }

  /// The inputs or outputs of the graph: a list, or a single one.
  func ends(_ tensors: [SymbolicTensor], isList: Bool) -> JSONValue {
    isList ? .array(tensors.map(place)) : place(of: tensors[0])
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

  var json: JSONValue {
    get throws {
      guard var object = try layer.json.object else { return .null }
      object["name"] = .string(layer.name)
      object["inbound_nodes"] = .array(calls.filter { !$0.inputs.isEmpty }.map(node))
      return .object(object)
    }
  }

  private func node(_ call: LayerCall) -> JSONValue {
    let tensors = call.inputs.map(places.argument)
    var options = call.keptOptions
    if !call.initialStates.isEmpty {
      options["initial_state"] = .array(call.initialStates.map(places.argument))
    }
    if let training = call.training { options["training"] = .bool(training) }
    return .object([
      "args": .array(call.inputsAreList ? [.array(tensors)] : tensors), "kwargs": .object(options),
    ])
  }
}

extension Layer {
  /// How many calls Keras counts before those that are made of the layer: a functional model is made with one.
  var ownCallCount: Int { (self as? Model)?.graph == nil ? 0 : 1 }
}
