import StrataIO

/// Makes the graph of a functional model out of its config: the layers first, then their calls, each as soon as what it
/// is called on is there.
struct GraphReader {
  private let config: Config
  private let maskOperations: MaskOperations
  /// The layers in the order of the file.
  private var order: [Layer] = []
  private var layers: [String: Layer] = [:]
  private var calls: [String: [LayerCall]] = [:]

  init(_ config: Config) throws {
    self.config = config
    let descriptions = try config.list("layers")
    let uses = OperationUses(descriptions, outputs: config.json("output_layers"))
    maskOperations = try MaskOperations(among: descriptions, except: uses.values, config)
    var pending: [(layer: Layer, nodes: [JSONValue])] = []
    for description in descriptions {
      let layer: Layer
      if !OperationUses.isOperation(description) {
        layer = try Registry.layers.make(from: description, place: "\(config.place), layer")
      } else if uses.values.contains(OperationUses.name(of: description)) {
        layer = try OperationLayer(description: description, place: config.place)
      } else {
        continue
      }
      let name = description["name"]?.string ?? layer.name
      guard layers.updateValue(layer, forKey: name) == nil else {
        throw config.error("layers", "there are two layers '\(name)'")
      }
      order.append(layer)
      if let input = layer as? Input { calls[name] = [try input.symbolicTensor.call] }
      pending.append((layer, description["inbound_nodes"]?.array ?? []))
    }
    while !pending.isEmpty {
      let before = pending.reduce(0) { $0 + $1.nodes.count }
      for index in pending.indices { try makeCalls(pending[index].layer, &pending[index].nodes) }
      pending.removeAll { $0.nodes.isEmpty }
      if let (layer, _) = pending.first, before == pending.reduce(0, { $0 + $1.nodes.count }) {
        throw config.error(
          "layers", "the layer '\(layer.name)' is called on something that no layer before it gives")
      }
    }
    try maskOperations.validate(calls.values.joined(), config)
  }

  /// The graph. Its layers are in the order of the file, which weights follow, whatever made the file.
  /// - Parameter model: the name of the model, for errors.
  func graph(of model: String) throws -> ModelGraph {
    let (inputs, inputEnds) = try ends("input_layers")
    let (outputs, outputEnds) = try ends("output_layers")
    var graph = try ModelGraph(inputs: inputs, outputs: outputs, model: model)
    let used = Set(graph.operations.map { ObjectIdentifier($0) })
    graph.operations = order.filter { used.contains(ObjectIdentifier($0)) }
    graph.ends = (inputEnds, outputEnds)
    graph.maskOperations = maskOperations
    return graph
  }

  /// Makes the calls of a layer up to the first one that needs what is not there yet.
  private mutating func makeCalls(_ layer: Layer, _ nodes: inout [JSONValue]) throws {
    while let node = nodes.first {
      let description = try CallDescription(node, of: layer, config)
      let tensors = try description.inputs.map { try tensor($0, from: description.firstCall) }
      let states = try description.initialStates.map { try tensor($0) }
      guard !tensors.contains(nil), !states.contains(nil) else { return }
      let call: LayerCall
      do {
        call = try layer.recordedCall(
          tensors.map { $0! }, initialStates: states.map { $0! }, training: description.training)
      } catch let error as StrataError {
        throw config.error("the call of '\(layer.name)'", error.description)
      }
      call.keptOptions = description.keptOptions
      call.inputsAreList = description.inputsAreList
      calls[layer.name, default: []].append(call)
      nodes.removeFirst()
    }
  }

  /// The tensor at a place, nil if the call is not made yet.
  /// - Parameter firstCall: the number of the first call of a functional model.
  private func tensor(_ place: TensorPlace, from firstCall: Int = 0) throws -> SymbolicTensor? {
    guard let layer = layers[place.layer] else {
      throw config.error(
        "layers", "there is no layer '\(place.layer)', on whose output another one is called")
    }
    let known = calls[layer.name] ?? []
    let position = place.call - (layer.isFunctionalModel ? firstCall : 0)
    guard known.indices.contains(position) else { return nil }
    let outputs = known[position].outputs
    guard outputs.indices.contains(place.output) else {
      throw config.error("layers", "the layer '\(place.layer)' has no output \(place.output)")
    }
    return outputs[place.output]
  }

  private func ends(_ argument: String) throws -> ([SymbolicTensor], GraphEnds) {
    guard let value = config.json(argument) else { throw config.error(argument, "is missing") }
    let ends: GraphEnds
    let values: [JSONValue]
    if TensorPlace(value) != nil {
      (ends, values) = (.single, [value])
    } else if let object = value.object {
      let names = object.keys.sorted()
      (ends, values) = (.byName(names), names.map { object[$0]! })
    } else {
      (ends, values) = (.list, value.array ?? [])
    }
    let tensors = try values.map { value in
      guard let place = TensorPlace(value), let tensor = try tensor(place, from: 1) else {
        throw config.error(argument, "\(value.shortText) is not an output of one of the layers")
      }
      return tensor
    }
    return (tensors, ends)
  }
}
