/// The largest value of each channel of an image.
///
/// Input `[batch, height, width, channels]`, output `[batch, channels]`, or `[batch, 1, 1, channels]` with
/// `keepDims`.
public final class GlobalMaxPooling2D: GlobalPooling {
  /// A layer with the given properties.
  public init(dataFormat: DataFormat = .channelsLast, keepDims: Bool = false, name: String? = nil) {
    super.init(spatialRank: 2, dataFormat: dataFormat, keepDims: keepDims, name: name)
  }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.max(axes: spatialAxes, keepDims: keepDims)
  }
}
