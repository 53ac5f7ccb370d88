/// The mean of each channel of a sequence.
///
/// Input `[batch, time, channels]`, output `[batch, channels]`, or `[batch, 1, channels]` with
/// `keepDims`.
///
/// If the input has a mask, steps that do not count are left out; a sequence without any that count gives 0. The
/// output has no mask.
public final class GlobalAveragePooling1D: GlobalPooling {
  /// A layer with the given properties.
  public init(dataFormat: DataFormat = .channelsLast, keepDims: Bool = false, name: String? = nil) {
    super.init(spatialRank: 1, dataFormat: dataFormat, keepDims: keepDims, name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      dataFormat: try config.dataFormat, keepDims: try config.bool("keepdims", default: false),
      name: try config.name)
    trainable = try config.trainable
  }

  public override var supportsMasking: Bool { true }

  public override func computeMask(_ input: Tensor, mask: Tensor?) throws -> Tensor? { nil }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    guard let mask = input.mask else { return input.mean(axes: spatialAxes, keepDims: keepDims) }
    let steps = [input.shape[0], input.shape[spatialAxes[0]]]
    guard mask.shape == steps else {
      throw StrataError.incompatibleInput(
        layer: name, expected: "a mask of shape \(steps)", found: "one of shape \(mask.shape)")
    }
    let counts = mask.expandedDims(axis: dataFormat.channelAxis)
    let total = counts.converted(to: input.dtype).sum(axes: spatialAxes, keepDims: keepDims)
    return select(counts, input, 0).sum(axes: spatialAxes, keepDims: keepDims) / maximum(total, 1)
  }
}
