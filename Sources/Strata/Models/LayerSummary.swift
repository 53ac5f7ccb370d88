/// One layer of a model in short.
public struct LayerSummary: Sendable, Hashable {
  public let name: String
  /// The name of the class, such as `Dense`.
  public let className: String
  /// The shapes of its outputs, empty if they are not known yet.
  public let outputShapes: [PartialShape]
  /// The number of elements of all weights.
  public let parameterCount: Int
  /// The number of those that training changes.
  public let trainableCount: Int
  /// Whether the weights exist.
  public let isBuilt: Bool
  /// What the layer is called on in a functional model, as Keras writes it: the layer that gives it, which of the calls
  /// of that layer, and which of its outputs, as in `lstm[0][1]`. Empty in other models.
  public let connections: [String]

  /// The shape of its output, nil if it is not known yet or there are several.
  public var outputShape: PartialShape? { outputShapes.count == 1 ? outputShapes[0] : nil }

  /// The shapes of the outputs as Keras prints them, `?` if they are not known.
  var outputShapeText: String {
    switch outputShapes.count {
    case 0: "?"
    case 1: outputShapes[0].kerasDescription
    default: "[\(outputShapes.map(\.kerasDescription).joined(separator: ", "))]"
    }
  }
}

extension Model {
  /// What `summary()` says of each layer, in their order. Operations between the layers of a functional model are there
  /// too.
  public func layerSummaries() -> [LayerSummary] { summarizedLayers.map { summary(of: $0) } }

  /// The layers that have rows in summaries.
  var summarizedLayers: [Layer] { graph?.operations ?? layers }

  func summary(of layer: Layer) -> LayerSummary {
    let calls = graph?.calls.filter { $0.layer === layer } ?? []
    return LayerSummary(
      name: layer.name, className: layer.className, outputShapes: layer.lastOutputShapes,
      parameterCount: layer.parameterCount,
      trainableCount: layer.trainableWeights.reduce(0) { $0 + $1.count }, isBuilt: layer.isBuilt,
      connections: calls.sorted { $0.index < $1.index }.flatMap { call in
        call.arguments.map { "\($0.layer.name)[\($0.call.index)][\($0.outputIndex)]" }
      })
  }
}

extension Layer {
  /// The shapes of the outputs of the last call in a functional model, or for the inputs that the layer was built for;
  /// empty if there are none or the call fails.
  fileprivate var lastOutputShapes: [PartialShape] {
    if let call = symbolicCalls.all.last { return call.outputTypes.map(\.shape) }
    return (try? inputShapes.map { try outputShapes(for: $0) }) ?? []
  }
}
