extension Layer {
  /// Makes the layers and random streams in the stored properties of subclasses part of this layer, in the order of
  /// the properties, a superclass's first.
  func trackStoredParts() {
    var levels: [Mirror] = []
    var level: Mirror? = Mirror(reflecting: self)
    while let mirror = level, mirror.subjectType != Layer.self {
      levels.append(mirror)
      level = mirror.superclassMirror
    }
    for (label, value) in levels.reversed().flatMap(\.children) {
      trackParts(in: value, name: LayerNames.snakeCase(label ?? "property"))
    }
  }

  /// Also finds what is in an optional, which a cast looks into.
  private func trackParts(in property: Any, name: String) {
    switch property {
    case let layer as Layer: trackStored(layer, name)
    case let layers as [Layer]: trackStored(layers, name)
    case let layers as [String: Layer]:
      trackStored(layers.sorted { $0.key < $1.key }.map(\.value), name)
    case let generator as SeedGenerator: track(generator)
    default: break
    }
  }

  private func trackStored(_ layers: [Layer], _ name: String) {
    for layer in layers { trackStored(layer, "\(name)/\(layer.snakeCaseClassName)") }
  }

  private func trackStored(_ layer: Layer, _ name: String) {
    track(layer)
    storedLayers.append((name, layer))
  }

  /// The name of the class as files of weights have it.
  var snakeCaseClassName: String { LayerNames.snakeCase(className) }

  /// Whether another layer is part of this one, or of one within it.
  func holds(_ other: Layer) -> Bool { sublayers.contains { $0 === other || $0.holds(other) } }

  /// Throws if this layer calls another one whose weights it does not have.
  func requireHolds(_ other: Layer) throws {
    guard other === self || holds(other) || other.weights.isEmpty else {
      throw StrataError.untrackedLayer(layer: other.name, caller: name)
    }
  }
}
