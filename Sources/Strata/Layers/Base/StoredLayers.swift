extension Layer {
  /// The layers in the stored properties of subclasses, in the order of the properties, a superclass's first.
  var storedLayers: [Layer] {
    var levels: [Mirror] = []
    var level: Mirror? = Mirror(reflecting: self)
    while let mirror = level, mirror.subjectType != Layer.self {
      levels.append(mirror)
      level = mirror.superclassMirror
    }
    return levels.reversed().flatMap { $0.children.flatMap { layers(in: $0.value) } }
  }

  /// Also finds them in optionals, which a cast looks into.
  private func layers(in property: Any) -> [Layer] {
    switch property {
    case let layer as Layer: [layer]
    case let layers as [Layer]: layers
    case let layers as [String: Layer]: layers.sorted { $0.key < $1.key }.map(\.value)
    default: []
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
