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
    for property in levels.reversed().flatMap(\.children) { trackParts(in: property.value) }
  }

  /// Also finds what is in an optional, which a cast looks into.
  private func trackParts(in property: Any) {
    switch property {
    case let layer as Layer: track(layer)
    case let layers as [Layer]: for layer in layers { track(layer) }
    case let layers as [String: Layer]:
      for (_, layer) in layers.sorted(by: { $0.key < $1.key }) { track(layer) }
    case let generator as SeedGenerator: track(generator)
    default: break
    }
  }

  /// Whether another layer is part of this one, or of one within it.
  func holds(_ other: Layer) -> Bool { sublayers.contains { $0 === other || $0.holds(other) } }

  /// Throws if this layer calls another one whose weights it does not have.
  func requireHolds(_ other: Layer) throws {
    guard other === self || holds(other) || other.weights.isEmpty else {
      throw StrataError.untrackedLayer(layer: other.name, caller: name)
    }
  }
}
