/// Each image without some rows and columns at its edges.
///
/// Input `[batch, height, width, channels]`, output `[batch, height', width', channels]`.
public final class Cropping2D: Layer {
  /// What is taken away: `[[top, bottom], [left, right]]`.
  public let cropping: [[Int]]
  /// Where the channels are.
  public let dataFormat: DataFormat

  /// - Parameter cropping: one number for all edges, such as `1`; one for above and below and one for the sides, such
  ///   as `[1, 2]`; or one for each edge, `[[top, bottom], [left, right]]`.
  public init(cropping: any EdgeWidths = 0, dataFormat: DataFormat = .channelsLast, name: String? = nil) {
    self.cropping = cropping.perEdge
    self.dataFormat = dataFormat
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      cropping: try config.edgeWidths("cropping", default: 0), dataFormat: try config.dataFormat,
      name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["cropping": cropping, "data_format": dataFormat] }

  public override var takesIntegers: Bool { true }

  public override var inputSpec: InputSpec? { InputSpec(rank: 4) }

  public override func createWeights(inputShape: PartialShape) throws {
    try requireEdgeWidths(cropping, "cropping")
    try requireRest(of: inputShape)
  }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    try requireRest(of: input.shape)
    return zip(dataFormat.spatialAxes(rank: 4), cropping).reduce(input) { image, edge in
      let (axis, widths) = edge
      return image.sliced(axis: axis, widths[0]..<(image.shape[axis] - widths[1]))
    }
  }

  /// Throws `StrataError.incompatibleInput` if nothing of the image would be left.
  private func requireRest(of shape: PartialShape) throws {
    for (axis, widths) in zip(dataFormat.spatialAxes(rank: 4), cropping) {
      guard let size = shape[axis], size <= widths[0] + widths[1] else { continue }
      throw StrataError.incompatibleInput(
        layer: name, expected: "more than \(widths[0] + widths[1]) as the size of axis \(axis)",
        found: "an input of shape \(shape.kerasDescription)")
    }
  }
}
