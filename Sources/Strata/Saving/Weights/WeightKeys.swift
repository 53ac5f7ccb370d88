extension Layer {
  /// All weights with the names that they have in files of named arrays.
  ///
  /// A name is the path from the model to the weight by the classes of the layers, or by the roles that they were
  /// tracked with, numbered where one occurs more than once: `conv2d/kernel`, `dense_1/bias`, `lstm/cell/kernel`.
  /// Automatic layer names are not used, because they depend on what else a process has made.
  func weightKeys() -> [(key: String, weight: Variable)] {
    layerKeys().flatMap { path, layer in
      var counter = NameCounter()
      return layer.ownWeights.map { (key: path + counter.next($0.name), weight: $0) }
    }
  }

  /// All random streams with the names that they have in checkpoints, made as those of weights.
  func seedGeneratorKeys() -> [(key: String, generator: SeedGenerator)] {
    layerKeys().flatMap { path, layer in
      var counter = NameCounter()
      return layer.ownSeedGenerators.map { (key: path + counter.next("seed_generator"), generator: $0) }
    }
  }

  /// All recurrent layers that keep their states from batch to batch, under their paths.
  func statefulLayerKeys() -> [(key: String, layer: RNN)] {
    layerKeys().compactMap { path, layer in
      guard let layer = layer as? RNN, layer.stateful else { return nil }
      return (path, layer)
    }
  }

  /// This layer under the empty path, and all within it under theirs, which end in a slash. A layer that is used in
  /// several places is there once.
  func layerKeys() -> [(path: String, layer: Layer)] {
    var visited: Set<ObjectIdentifier> = []
    return layerKeys(path: "", &visited) { layer, child in
      layer.roles[ObjectIdentifier(child)] ?? child.snakeCaseClassName
    }
  }

  /// All weights with the names that people know them by: the names of the layers on the way, and the weight's own.
  func weightNames() -> [(name: String, weight: Variable)] {
    var visited: Set<ObjectIdentifier> = []
    return layerKeys(path: "", &visited) { _, child in child.name }.flatMap { path, layer in
      layer.ownWeights.map { (name: path + $0.name, weight: $0) }
    }
  }

  private func layerKeys(
    path: String, _ visited: inout Set<ObjectIdentifier>, _ nameInLayer: (Layer, Layer) -> String
  ) -> [(path: String, layer: Layer)] {
    guard visited.insert(ObjectIdentifier(self)).inserted else { return [] }
    // A weight may have the name of a layer.
    var counter = NameCounter()
    for weight in ownWeights { _ = counter.next(weight.name) }
    return sublayers.reduce(into: [(path, self)]) { keys, layer in
      let name = counter.next(nameInLayer(self, layer))
      keys += layer.layerKeys(path: path + name + "/", &visited, nameInLayer)
    }
  }
}

/// Tells equal names apart with `_1`, `_2`, ….
struct NameCounter {
  private var counts: [String: Int] = [:]

  mutating func next(_ name: String) -> String {
    let used = counts[name, default: 0]
    counts[name] = used + 1
    return used == 0 ? name : "\(name)_\(used)"
  }
}
