import StrataGraph

/// What layers have in common that summarize each window of an image or a sequence, one channel at a time.
public class Pooling: Layer {
  /// The size of the windows along each spatial axis.
  public let poolSize: [Int]
  /// The steps in which the window moves along each spatial axis.
  public let strides: [Int]
  /// What the window does at the borders.
  public let padding: Padding
  /// Where the channels are.
  public let dataFormat: DataFormat
  private let spatialRank: Int

  init(
    spatialRank: Int, poolSize: any IntegerOrList, strides: (any IntegerOrList)?, padding: Padding,
    dataFormat: DataFormat, name: String?
  ) {
    self.spatialRank = spatialRank
    self.poolSize = poolSize.perAxis(spatialRank)
    self.strides = strides?.perAxis(spatialRank) ?? self.poolSize
    self.padding = padding
    self.dataFormat = dataFormat
    super.init(name: name)
  }

  public override var arguments: Arguments? {
    ["pool_size": poolSize, "padding": padding, "strides": strides, "data_format": dataFormat]
  }

  public override var inputSpec: InputSpec? { InputSpec(rank: spatialRank + 2) }

  public override func createWeights(inputShape: PartialShape) throws {
    try requireSizes(poolSize, "poolSize", count: spatialRank)
    try requireSizes(strides, "strides", count: spatialRank)
    try require(padding != .causal, "padding", expected: "valid or same", found: padding)
  }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    let image = dataFormat.channelsLast(input)
    let (low, high) = try paddingAmounts(
      padding, sizes: Array(image.shape[1...spatialRank]), extents: poolSize, strides: strides)
    let window = Window(
      size: [1] + poolSize + [1], strides: [1] + strides + [1], paddingLow: [0] + low + [0],
      paddingHigh: [0] + high + [0])
    return dataFormat.fromChannelsLast(pooled(image, window))
  }

  /// The summaries of the windows of an input with the channels last.
  func pooled(_ image: Tensor, _ window: Window) -> Tensor {
    stop("\(Self.self) does not override pooled(_:_:)")
  }
}

extension Pooling {
  /// The largest value of each window.
  static func maxima(_ image: Tensor, _ window: Window) -> Tensor {
    .apply(.reduceWindow(.maximum, window), [image])
  }

  /// The mean of each window; what lies beyond the borders does not count.
  static func means(_ image: Tensor, _ window: Window) -> Tensor {
    let sums = Tensor.apply(.reduceWindow(.sum, window), [image])
    let isPadded = (window.paddingLow + window.paddingHigh).contains { $0 > 0 }
    if isPadded { return sums / elementCounts(image.shape, window).converted(to: image.dtype) }
    return sums / window.size.reduce(1, *)
  }

  /// The number of elements within the borders in each window, `[1, outputs…, 1]`.
  private static func elementCounts(_ shape: [Int], _ window: Window) -> Tensor {
    func counts(_ axis: Int) -> [Float] {
      let padded = shape[axis] + window.paddingLow[axis] + window.paddingHigh[axis]
      return stride(from: 0, through: padded - window.size[axis], by: window.strides[axis]).map { start in
        let first = max(start, window.paddingLow[axis])
        let end = min(start + window.size[axis], window.paddingLow[axis] + shape[axis])
        return Float(end - first)
      }
    }
    let perAxis = (1..<(shape.count - 1)).map(counts)
    let products = perAxis.reduce([1]) { products, counts in products.flatMap { p in counts.map { p * $0 } } }
    return Tensor(products, shape: [1] + perAxis.map(\.count) + [1])
  }
}
