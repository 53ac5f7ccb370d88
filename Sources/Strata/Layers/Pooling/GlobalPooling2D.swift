/// The mean of each channel of an image.
///
/// Input `[batch, height, width, channels]`, output `[batch, channels]`, or `[batch, 1, 1, channels]` with
/// `keepDims`.
public final class GlobalAveragePooling2D: Layer {
  public let dataFormat: DataFormat
  public let keepDims: Bool

  /// - Parameter keepDims: whether the spatial axes stay, with size 1.
  public init(dataFormat: DataFormat = .channelsLast, keepDims: Bool = false, name: String? = nil) {
    self.dataFormat = dataFormat
    self.keepDims = keepDims
    super.init(name: name)
  }

  public override var inputSpec: InputSpec? { InputSpec(rank: 4) }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.mean(axes: dataFormat.spatialAxes(rank: 4), keepDims: keepDims)
  }
}

/// The largest value of each channel of an image.
///
/// Input `[batch, height, width, channels]`, output `[batch, channels]`, or `[batch, 1, 1, channels]` with
/// `keepDims`.
public final class GlobalMaxPooling2D: Layer {
  public let dataFormat: DataFormat
  public let keepDims: Bool

  /// - Parameter keepDims: whether the spatial axes stay, with size 1.
  public init(dataFormat: DataFormat = .channelsLast, keepDims: Bool = false, name: String? = nil) {
    self.dataFormat = dataFormat
    self.keepDims = keepDims
    super.init(name: name)
  }

  public override var inputSpec: InputSpec? { InputSpec(rank: 4) }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.max(axes: dataFormat.spatialAxes(rank: 4), keepDims: keepDims)
  }
}
