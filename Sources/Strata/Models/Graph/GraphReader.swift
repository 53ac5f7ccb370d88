import StrataIO

/// Makes the graph of a functional model out of its config: the layers first, then their calls, each as soon as what it
/// is called on is there.
struct GraphReader {
  private(set) var inputs: [SymbolicTensor] = []
  private(set) var outputs: [SymbolicTensor] = []
  /// Whether the file has the inputs and the outputs as lists.
  private(set) var areLists = (inputs: false, outputs: false)

  private let config: Config
  private var layers: [String: Layer] = [:]
  private var calls: [String: [LayerCall]] = [:]

  init(_ config: Config) throws {
    self.config = config
    var pending: [(layer: Layer, nodes: [JSONValue])] = []
    for description in try config.list("layers") {
      let layer = try Registry.layers.make(from: description, place: "\(config.place), layer")
      let name = description["name"]?.string ?? layer.name
      guard layers.updateValue(layer, forKey: name) == nil else {
        throw config.error("layers", "there are two layers '\(name)'")
      }
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
    (inputs, areLists.inputs) = try ends("input_layers")
    (outputs, areLists.outputs) = try ends("output_layers")
  }

  /// Makes the calls of a layer up to the first one that needs what is not there yet.
  private mutating func makeCalls(_ layer: Layer, _ nodes: inout [JSONValue]) throws {
    while let node = nodes.first {
      let description = try CallDescription(node, of: layer, config)
      let tensors = try description.inputs.map(tensor)
      let states = try description.initialStates.map(tensor)
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
  private func tensor(_ place: CallDescription.Place) throws -> SymbolicTensor? {
    guard let layer = layers[place.layer] else {
      throw config.error(
        "layers", "there is no layer '\(place.layer)', on whose output another one is called")
    }
    let known = calls[layer.name] ?? []
    let position = place.call - layer.ownCallCount
    guard known.indices.contains(position) else { return nil }
    let outputs = known[position].outputs
    guard outputs.indices.contains(place.output) else {
      throw config.error("layers", "the layer '\(place.layer)' has no output \(place.output)")
    }
    return outputs[place.output]
  }

  private func ends(_ argument: String) throws -> ([SymbolicTensor], isList: Bool) {
    guard let value = config.json(argument) else { throw config.error(argument, "is missing") }
    let single = CallDescription.Place(value)
    let values: [JSONValue]
    if single != nil {
      values = [value]
    } else if let object = value.object {
      values = object.keys.sorted().map { object[$0]! }
    } else {
      values = value.array ?? []
    }
    let tensors = try values.map { value in
      guard let place = CallDescription.Place(value), let tensor = try tensor(place) else {
        throw config.error(argument, "\(value.shortText) is not an output of one of the layers")
      }
      return tensor
    }
    return (tensors, single == nil)
  }
}

/// A call of a layer as a file describes it.
private struct CallDescription {
  /// An output of a call of a layer.
  struct Place {
    let layer: String
    let call: Int
    let output: Int

    /// From `["dense", 0, 0]`, which may have more at its end.
    init?(_ value: JSONValue) {
      guard let parts = value.array, parts.count >= 3, let layer = parts[0].string,
        let call = parts[1].integer, let output = parts[2].integer
      else { return nil }
      (self.layer, self.call, self.output) = (layer, call, output)
    }
  }

  private(set) var inputs: [Place] = []
  private(set) var inputsAreList = false
  private(set) var initialStates: [Place] = []
  private(set) var training: Bool?
  /// Options without an effect, which are written back as they are.
  private(set) var keptOptions: JSONObject = [:]

  init(_ node: JSONValue, of layer: Layer, _ config: Config) throws {
    if let arguments = node["args"]?.array {
      try readArguments(arguments, layer, config)
      try readOptions(node["kwargs"]?.object ?? [:], layer, config)
    } else if let places = node.array {
      // As Keras 2 wrote it: a place for each input, with the options of the call behind it.
      inputs = places.compactMap { Place($0) }
      guard inputs.count == places.count else { throw Self.error(node, layer, config) }
      inputsAreList = inputs.count > 1
      try readOptions(places.first?[3]?.object ?? [:], layer, config)
    } else {
      throw Self.error(node, layer, config)
    }
  }

  private mutating func readArguments(_ arguments: [JSONValue], _ layer: Layer, _ config: Config) throws {
    guard let first = arguments.first else { throw Self.error(.array(arguments), layer, config) }
    inputsAreList = first.array != nil
    inputs = try (first.array ?? [first]).map { try Self.tensor($0, layer, config) }
    for argument in arguments.dropFirst() where !argument.isNull {
      guard takesStates(layer), initialStates.isEmpty else { throw Self.error(argument, layer, config) }
      initialStates = try (argument.array ?? [argument]).map { try Self.tensor($0, layer, config) }
    }
  }

  private mutating func readOptions(_ options: JSONObject, _ layer: Layer, _ config: Config) throws {
    for (name, value) in options {
      switch (name, value) {
      case ("initial_state", .array(let states)) where takesStates(layer):
        initialStates = try states.map { try Self.tensor($0, layer, config) }
      case ("training", .bool(let value)):
        // Keras writes `false` with every recurrent layer, along with a mask, without anybody having said so.
        if options["mask"] == nil { training = value } else { keptOptions[name] = .bool(value) }
      case (_, .null): keptOptions[name] = .null
      case ("mask", .array(let masks)) where masks.allSatisfy(\.isNull): keptOptions[name] = value
      default: throw Self.error(.object([name: value]), layer, config)
      }
    }
  }

  private func takesStates(_ layer: Layer) -> Bool { layer is RNN || layer is Bidirectional }

  private static func tensor(_ value: JSONValue, _ layer: Layer, _ config: Config) throws -> Place {
    guard value["class_name"]?.string == "__keras_tensor__",
      let place = (value["config"]?["keras_history"]).flatMap({ Place($0) })
    else { throw error(value, layer, config) }
    return place
  }

  private static func error(_ value: JSONValue, _ layer: Layer, _ config: Config) -> StrataError {
    config.error("the call of '\(layer.name)'", "an argument that Strata cannot give: \(value.shortText)")
  }
}
