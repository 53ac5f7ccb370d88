import StrataIO

/// Which operations of a functional model in a file compute what layers work on. The others make masks.
struct OperationUses {
  /// The names of these operations.
  private(set) var values: Set<String> = []

  init(_ descriptions: [JSONValue], outputs: JSONValue?) {
    var operations: [String: JSONValue] = [:]
    var pending: [String] = []
    for description in descriptions {
      guard Self.isOperation(description) else {
        // Options hold masks, and the states of recurrent layers.
        for node in description["inbound_nodes"]?.array ?? [] {
          pending += Self.names(in: node["args"]) + Self.names(in: node["kwargs"]?["initial_state"])
        }
        continue
      }
      operations[Self.name(of: description)] = description
    }
    pending += Self.ends(outputs)
    while let name = pending.popLast() {
      guard let operation = operations[name], values.insert(name).inserted else { continue }
      for node in operation["inbound_nodes"]?.array ?? [] { pending += Self.names(in: node["args"]) }
    }
  }

  /// Whether an entry of the list of layers is one of Keras's operations, not a layer.
  static func isOperation(_ description: JSONValue) -> Bool {
    let module = description["module"]?.string ?? ""
    return module.hasPrefix("keras.src.ops") || module.hasPrefix("keras.src.activations")
  }

  /// The name of an entry of the list of layers.
  static func name(of description: JSONValue) -> String {
    description["name"]?.string ?? description["config"]?["name"]?.string ?? ""
  }

  /// The names of the layers and operations that the tensors in an argument come from.
  private static func names(in argument: JSONValue?) -> [String] {
    guard let argument else { return [] }
    if let place = TensorPlace(argument: argument) { return [place.layer] }
    return argument.array?.flatMap { names(in: $0) } ?? []
  }

  private static func ends(_ value: JSONValue?) -> [String] {
    guard let value else { return [] }
    if let place = TensorPlace(value) { return [place.layer] }
    let values = value.object.map { object in object.keys.compactMap { object[$0] } } ?? value.array ?? []
    return values.compactMap { TensorPlace($0)?.layer }
  }
}
