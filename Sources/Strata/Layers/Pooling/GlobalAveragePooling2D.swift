/// The mean of each channel of an image.
///
/// Input `[batch, height, width, channels]`, output `[batch, channels]`, or `[batch, 1, 1, channels]` with
/// `keepDims`.
public final class GlobalAveragePooling2D: GlobalPooling {
  /// A layer with the given properties.
  public init(dataFormat: DataFormat = .channelsLast, keepDims: Bool = false, name: String? = nil) {
    super.init(spatialRank: 2, dataFormat: dataFormat, keepDims: keepDims, name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      dataFormat: try config.dataFormat, keepDims: try config.bool("keepdims", default: false),
      name: try config.name)
    trainable = try config.trainable
  }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.mean(axes: spatialAxes, keepDims: keepDims)
  }
}
