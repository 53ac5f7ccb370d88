extension Layer {
  /// The values of all weights, in the order of `weights`.
  /// - Throws: `StrataError.notBuilt` if the layer has not created its weights yet.
  public func getWeights() throws -> [Tensor] {
    guard isBuilt else { throw StrataError.notBuilt(owner: name, wanted: "weights") }
    return weights.map(\.value)
  }

  /// Gives all weights other values, in the order of `weights`.
  /// - Throws: `StrataError.notBuilt`, `.weightCount` or `.weightShape`; then nothing has changed.
  public func setWeights(_ values: [Tensor]) throws {
    guard isBuilt else { throw StrataError.notBuilt(owner: name, wanted: "weights") }
    let weights = self.weights
    guard values.count == weights.count else {
      throw StrataError.weightCount(owner: name, expected: weights.count, found: values.count)
    }
    for (weight, value) in zip(weights, values) where weight.shape != value.shape {
      throw StrataError.weightShape(weight: weight.path, expected: weight.shape, found: value.shape)
    }
    for (weight, value) in zip(weights, values) { try weight.assign(value) }
  }

  /// The weight with the given name, such as `kernel`: one of this layer itself, else one of those within it.
  ///
  /// Where several of these have that name, as in a model, the end of a path tells them apart: `hidden/kernel`.
  /// - Throws: `StrataError.notBuilt` if the layer has not created its weights yet, `.unknownWeight` if it has none
  ///   with that name, `.ambiguousWeight` if it has several.
  public func weight(_ weightName: String) throws -> Variable {
    guard isBuilt else { throw StrataError.notBuilt(owner: name, wanted: "weight '\(weightName)'") }
    if let own = ownWeights.first(where: { $0.name == weightName }) { return own }
    let found = weights.filter { $0.path == weightName || $0.path.hasSuffix("/\(weightName)") }
    guard let weight = found.first else {
      throw StrataError.unknownWeight(
        name: weightName, layer: name, existing: weights.map { relativePath($0.path) })
    }
    guard found.count == 1 else {
      throw StrataError.ambiguousWeight(
        name: weightName, layer: name, paths: found.map { relativePath($0.path) })
    }
    return weight
  }
}
