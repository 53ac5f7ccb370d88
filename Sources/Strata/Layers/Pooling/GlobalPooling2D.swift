/// The mean of each channel of an image.
///
/// Input `[batch, height, width, channels]`, output `[batch, channels]`, or `[batch, 1, 1, channels]` with
/// `keepDims`.
public final class GlobalAveragePooling2D: Layer {
  /// Where the channels are.
  public let dataFormat: DataFormat
  /// Whether the spatial axes stay, with size 1.
  public let keepDims: Bool

  /// A layer with the given properties.
  public init(dataFormat: DataFormat = .channelsLast, keepDims: Bool = false, name: String? = nil) {
    self.dataFormat = dataFormat
    self.keepDims = keepDims
    super.init(name: name)
  }

  public override var inputSpec: InputSpec? { InputSpec(rank: 4) }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.mean(axes: dataFormat.spatialAxes(rank: 4), keepDims: keepDims)
  }
}

/// The largest value of each channel of an image.
///
/// Input `[batch, height, width, channels]`, output `[batch, channels]`, or `[batch, 1, 1, channels]` with
/// `keepDims`.
public final class GlobalMaxPooling2D: Layer {
  /// Where the channels are.
  public let dataFormat: DataFormat
  /// Whether the spatial axes stay, with size 1.
  public let keepDims: Bool

  /// A layer with the given properties.
  public init(dataFormat: DataFormat = .channelsLast, keepDims: Bool = false, name: String? = nil) {
    self.dataFormat = dataFormat
    self.keepDims = keepDims
    super.init(name: name)
  }

  public override var inputSpec: InputSpec? { InputSpec(rank: 4) }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.max(axes: dataFormat.spatialAxes(rank: 4), keepDims: keepDims)
  }
}
