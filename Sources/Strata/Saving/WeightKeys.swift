extension Layer {
  /// All weights with the names that they have in files.
  ///
  /// A name is the path from the model to the weight by the classes of the layers, or by the roles that they were
  /// tracked with, numbered where one occurs more than once: `conv2d/kernel`, `dense_1/bias`, `lstm/cell/kernel`. Automatic layer names are not used, because they depend on
  /// what else a process has made.
  func weightKeys(prefix: String = "") -> [(key: String, weight: Variable)] {
    var counter = NameCounter()
    var keys = ownWeights.map { (key: prefix + counter.next($0.name), weight: $0) }
    for layer in sublayers {
      let role = roles[ObjectIdentifier(layer)]
      let name = counter.next(role ?? LayerNames.snakeCase(Swift.type(of: layer).className))
      keys += layer.weightKeys(prefix: prefix + name + "/")
    }
    return keys
  }
}

/// Tells equal names apart with `_1`, `_2`, ….
private struct NameCounter {
  private var counts: [String: Int] = [:]

  mutating func next(_ name: String) -> String {
    let used = counts[name, default: 0]
    counts[name] = used + 1
    return used == 0 ? name : "\(name)_\(used)"
  }
}
