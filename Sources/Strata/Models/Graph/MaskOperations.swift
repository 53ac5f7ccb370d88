import StrataIO

/// The operations by which Keras computes masks in the graph of a functional model.
///
/// Here a mask travels with its tensor, so that there is nothing to do for them. They are kept as they are for the file
/// that the model is written to.
struct MaskOperations {
  /// The operations with their places in the list of layers.
  private(set) var kept: [(index: Int, description: JSONValue)] = []

  /// What Keras's layers make masks with.
  private static let classes: Set<String> = [
    "Any", "Concatenate", "ExpandDims", "LogicalAnd", "LogicalOr", "NotEqual", "OnesLike", "ZerosLike",
  ]

  init() {}

  /// - Parameter names: the names of operations that compute something else.
  /// - Throws: `StrataError.invalidConfig` if there are operations that no mask needs.
  init(among descriptions: [JSONValue], except names: Set<String>, _ config: Config) throws {
    kept = descriptions.enumerated()
      .filter { OperationUses.isOperation($1) && !names.contains(OperationUses.name(of: $1)) }
      .map { ($0, $1) }
    for (_, description) in kept {
      let className = description["class_name"]?.string ?? ""
      guard Self.classes.contains(className) else {
        throw config.error(
          "layer '\(OperationUses.name(of: description))'",
          "Strata has no operation '\(className)': make it a layer of your own")
      }
    }
  }

  /// Checks that the masks are those that the layers make anyhow: an operation that looks for zeros must look where an
  /// `Embedding` or a `Masking` does.
  /// - Throws: `StrataError.invalidConfig`.
  func validate(_ calls: some Sequence<LayerCall>, _ config: Config) throws {
    guard !kept.isEmpty else { return }
    var masked: Set<[String]> = []
    for call in calls where (call.layer as? Embedding)?.maskZero ?? (call.layer is Masking) {
      masked.formUnion(call.inputs.map { [$0.layer.name, "\($0.outputIndex)"] })
    }
    for (_, description) in kept where description["class_name"]?.string == "NotEqual" {
      for node in description["inbound_nodes"]?.array ?? [] {
        guard let place = node["args"]?.array?.first.flatMap({ TensorPlace(argument: $0) }),
          masked.contains([place.layer, "\(place.output)"])
        else {
          throw config.error(
            "layer '\(OperationUses.name(of: description))'",
            "a mask that no Embedding or Masking layer makes cannot be given to a layer")
        }
      }
    }
  }
}
