import Foundation
import StrataIO

/// Weights in the HDF5 format that Keras had before version 3: layers by their names, in the order of the model.
struct LegacyWeights: StoredWeights {
  let weights: [StoredArray]
  let optimizerState: [StoredArray]
  /// The weights of each layer that has any, and of the model itself.
  private let layers: [[StoredArray]]
  private let ofModelItself: [StoredArray]

  /// Whether a file has this format.
  static func isIn(_ root: HDF5Group) -> Bool {
    root.names.contains("model_weights") || root.attributes.names.contains { $0.hasPrefix("layer_names") }
  }

  /// - Parameter root: the root of a file of weights, or of one of a whole model.
  init(_ root: HDF5Group) throws {
    let isWholeModel = root.names.contains("model_weights")
    let group = isWholeModel ? try root.group("model_weights") : root
    layers = try group.attributes.texts("layer_names").map { name in
      try Self.arrays(in: group.group(name), named: name)
    }.filter { !$0.isEmpty }
    let top = "top_level_model_weights"
    ofModelItself = group.names.contains(top) ? try Self.arrays(in: group.group(top), named: nil) : []
    weights = layers.flatMap { $0 } + ofModelItself
    let state =
      root.names.contains("optimizer_weights")
      ? try Self.arrays(in: root.group("optimizer_weights"), named: nil) : []
    // The order of the state was another one before Keras 3.
    optimizerState = state.first?.name.hasSuffix("/iteration") == true ? state : []
  }

  private static func arrays(in group: HDF5Group, named layer: String?) throws -> [StoredArray] {
    try group.attributes.texts("weight_names").map { name in
      let dataset = try group.dataset(name)
      return StoredArray(
        name: String(dataset.path.dropFirst()), readableName: readableName(name, in: layer),
        shape: dataset.shape
      ) { try dataset.read() }
    }
  }

  /// A name from the layer of the model on: in the file it may begin with that of the model, or with the name of a layer
  /// within this one.
  private static func readableName(_ name: String, in layer: String?) -> String {
    var parts = (name.hasSuffix(":0") ? name.dropLast(2) : name[...]).split(separator: "/").map(String.init)
    guard let layer else { return parts.joined(separator: "/") }
    if let start = parts.firstIndex(of: layer) { parts.removeFirst(start + 1) }
    return ([layer] + parts).joined(separator: "/")
  }

  /// The layers with weights are in the same order in file and model.
  func places(of model: Model) -> [ObjectIdentifier: String] {
    let owners = model.layers.filter { !$0.weights.isEmpty }
    var places: [ObjectIdentifier: String] = [:]
    for (position, owner) in owners.enumerated() {
      let arrays = position < layers.count ? layers[position] : []
      let weights = owner.weights(orderedAs: arrays.compactMap(\.readableName))
      place(weights, in: arrays, "layer \(position + 1) with weights", &places)
    }
    place(model.ownWeights, in: ofModelItself, "the model itself", &places)
    return places
  }

  private func place(
    _ variables: [Variable], in arrays: [StoredArray], _ owner: String,
    _ places: inout [ObjectIdentifier: String]
  ) {
    for (position, variable) in variables.enumerated() {
      places[ObjectIdentifier(variable)] =
        position < arrays.count ? arrays[position].name : "weight \(position + 1) of \(owner)"
    }
  }
}

extension Layer {
  /// All weights, the trained ones first. Which these are may have been different when the file was written; the names
  /// in it say so.
  fileprivate func weights(orderedAs names: [String]) -> [Variable] {
    func lastParts(_ names: [String]) -> [String] { names.map { ($0 as NSString).lastPathComponent } }
    let all = weights
    let orders = [
      trainableWeights + nonTrainableWeights,
      all.filter(\.isMadeTrainable) + all.filter { !$0.isMadeTrainable }, all,
    ]
    return orders.first { lastParts($0.map(\.name)) == lastParts(names) } ?? orders[0]
  }
}

extension HDF5Attributes {
  /// A list of texts, which is in several attributes where it is too long for one.
  fileprivate func texts(_ name: String) throws -> [String] {
    if let texts = try self[name]?.texts { return texts }
    var texts: [String] = []
    for part in 0... {
      guard let more = try self["\(name)\(part)"]?.texts else { break }
      texts += more
    }
    return texts
  }
}
