/// One layer of a model in short.
public struct LayerSummary: Sendable, Hashable {
  public let name: String
  /// The name of the class, such as `Dense`.
  public let className: String
  /// The shape of its output, nil if it is not known yet.
  public let outputShape: PartialShape?
  /// The number of elements of all weights.
  public let parameterCount: Int
  /// The number of those that training changes.
  public let trainableCount: Int
  /// Whether the weights exist.
  public let isBuilt: Bool
}

extension Model {
  /// What `summary()` says of each layer, in their order.
  public func layerSummaries() -> [LayerSummary] {
    var shape = inputShape
    return layers.map { layer in
      shape = isBuilt ? shape.flatMap { try? layer.outputShape(for: $0) } : nil
      return LayerSummary(
        name: layer.name, className: Swift.type(of: layer).className, outputShape: shape,
        parameterCount: layer.parameterCount,
        trainableCount: layer.trainableWeights.reduce(0) { $0 + $1.count }, isBuilt: layer.isBuilt)
    }
  }
}
