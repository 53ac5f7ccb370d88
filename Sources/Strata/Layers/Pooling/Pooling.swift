import StrataGraph

/// What layers have in common that summarize each window of an image, one channel at a time.
///
/// Input `[batch, height, width, channels]`, output `[batch, height', width', channels]`.
public class Pooling2D: Layer {
  /// Height and width of the windows.
  public let poolSize: [Int]
  /// The steps in which the window moves down and to the right.
  public let strides: [Int]
  /// What the window does at the borders.
  public let padding: Padding
  /// Where the channels are.
  public let dataFormat: DataFormat

  init(
    poolSize: any IntegerOrList, strides: (any IntegerOrList)?, padding: Padding, dataFormat: DataFormat,
    name: String?
  ) {
    self.poolSize = poolSize.perAxis(2)
    self.strides = strides?.perAxis(2) ?? self.poolSize
    self.padding = padding
    self.dataFormat = dataFormat
    super.init(name: name)
  }

  public override var inputSpec: InputSpec? { InputSpec(rank: 4) }

  public override func createWeights(inputShape: PartialShape) throws {
    try requireSizes(poolSize, "poolSize", count: 2)
    try requireSizes(strides, "strides", count: 2)
  }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    let image = dataFormat.channelsLast(input)
    let (low, high) = try paddingAmounts(
      padding, sizes: Array(image.shape[1...2]), extents: poolSize, strides: strides)
    let window = Window(
      size: [1] + poolSize + [1], strides: [1] + strides + [1], paddingLow: [0] + low + [0],
      paddingHigh: [0] + high + [0])
    return dataFormat.fromChannelsLast(pooled(image, window))
  }

  /// The summaries of the windows of an image with the channels last.
  func pooled(_ image: Tensor, _ window: Window) -> Tensor {
    stop("\(Self.self) does not override pooled(_:_:)")
  }
}
