import StrataIO

/// A call of a layer as a file describes it.
struct CallDescription {
  private(set) var inputs: [TensorPlace] = []
  private(set) var inputsAreList = false
  private(set) var initialStates: [TensorPlace] = []
  private(set) var training: Bool?
  /// Options without an effect, which are written back as they are.
  private(set) var keptOptions: JSONObject = [:]
  /// The number of the first call of a functional model: Keras 2 counted from 1.
  private(set) var firstCall = 0

  init(_ node: JSONValue, of layer: Layer, _ config: Config) throws {
    if let operation = layer as? OperationLayer {
      inputs = operation.places.compactMap(\.self)
      guard inputs.count == operation.places.count else { throw Self.error(node, layer, config) }
    } else if let arguments = node["args"]?.array {
      try readArguments(arguments, layer, config)
      try readOptions(node["kwargs"]?.object ?? [:], layer, config)
      if node[Self.decidedKey]?.bool == true { training = keptOptions["training"]?.bool }
    } else if let places = node.array {
      // As Keras 2 wrote it: a place for each input, with the options of the call behind it.
      firstCall = 1
      inputs = places.compactMap { TensorPlace($0) }
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
      case ("training", .bool): keptOptions[name] = value
      case (_, .null): keptOptions[name] = .null
      case ("mask", .array(let masks)) where masks.allSatisfy(\.isNull): keptOptions[name] = value
      case ("mask", .object):
        // Masks travel with tensors here; that this one is the same is checked later.
        keptOptions[name] = value
      default: throw Self.error(.object([name: value]), layer, config)
      }
    }
  }

  /// Beside the arguments of a call, where Keras passes over it: whether `training` was given by whoever made the model.
  /// Keras itself writes one with most calls after a recurrent layer, and goes by none of them when it trains.
  static let decidedKey = "training_is_decided"

  private func takesStates(_ layer: Layer) -> Bool { layer is RNN || layer is Bidirectional }

  private static func tensor(_ value: JSONValue, _ layer: Layer, _ config: Config) throws -> TensorPlace {
    guard let place = TensorPlace(argument: value) else { throw error(value, layer, config) }
    return place
  }

  private static func error(_ value: JSONValue, _ layer: Layer, _ config: Config) -> StrataError {
    config.error("the call of '\(layer.name)'", "an argument that Strata cannot give: \(value.shortText)")
  }
}
