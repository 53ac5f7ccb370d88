/// Rows and columns of zeros around each image.
///
/// Input `[batch, height, width, channels]`, output `[batch, height', width', channels]`.
public final class ZeroPadding2D: Layer {
  /// What is added: `[[top, bottom], [left, right]]`.
  public let padding: [[Int]]
  /// Where the channels are.
  public let dataFormat: DataFormat

  /// - Parameter padding: one number for all edges, such as `1`; one for above and below and one for the sides, such
  ///   as `[1, 2]`; or one for each edge, `[[top, bottom], [left, right]]`.
  public init(padding: any EdgeWidths = 1, dataFormat: DataFormat = .channelsLast, name: String? = nil) {
    self.padding = padding.perEdge
    self.dataFormat = dataFormat
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      padding: try config.edgeWidths("padding", default: 1), dataFormat: try config.dataFormat,
      name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["padding": padding, "data_format": dataFormat] }

  public override var takesIntegers: Bool { true }

  public override var inputSpec: InputSpec? { InputSpec(rank: 4) }

  public override func createWeights(inputShape: PartialShape) throws {
    try requireEdgeWidths(padding, "padding")
  }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    var widths = [(Int, Int)](repeating: (0, 0), count: 4)
    for (axis, width) in zip(dataFormat.spatialAxes(rank: 4), padding) { widths[axis] = (width[0], width[1]) }
    return input.padded(widths)
  }
}
