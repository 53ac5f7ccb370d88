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

  /// - Throws: `StrataError.invalidConfig` if there are operations that no mask needs.
  init(among descriptions: [JSONValue], _ config: Config) throws {
    kept = descriptions.enumerated().filter { Self.isOperation($1) }.map { ($0, $1) }
    for (_, description) in kept {
      let (name, className) = Self.names(of: description)
      guard Self.classes.contains(className) else {
        throw config.error(
          "layer '\(name)'", "Strata has no operation '\(className)': make it a layer of your own")
      }
    }
  }

  /// Whether an entry of the list of layers is one of Keras's operations, not a layer.
  static func isOperation(_ description: JSONValue) -> Bool {
    description["module"]?.string?.hasPrefix("keras.src.ops") == true
  }

  /// The class of the operation with a name, nil if there is none.
  func operation(named name: String) -> String? {
    kept.first { Self.names(of: $0.description).name == name }.map {
      Self.names(of: $0.description).className
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
    for (_, description) in kept where Self.names(of: description).className == "NotEqual" {
      for node in description["inbound_nodes"]?.array ?? [] {
        guard let place = node["args"]?.array?.first.flatMap({ TensorPlace(argument: $0) }),
          masked.contains([place.layer, "\(place.output)"])
        else {
          throw config.error(
            "layer '\(Self.names(of: description).name)'",
            "a mask that no Embedding or Masking layer makes cannot be given to a layer")
        }
      }
    }
  }

  private static func names(of description: JSONValue) -> (name: String, className: String) {
    (
      description["name"]?.string ?? description["config"]?["name"]?.string ?? "",
      description["class_name"]?.string ?? ""
    )
  }
}
