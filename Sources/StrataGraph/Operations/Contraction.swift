/// Which axes of two operands a dot product pairs.
///
/// The result has the batch axes, then the free axes of the left operand, then those of the right one.
public struct DotAxes: Hashable, Sendable {
  public var leftContracting: [Int]
  public var rightContracting: [Int]
  public var leftBatch: [Int]
  public var rightBatch: [Int]

  public init(
    leftContracting: [Int], rightContracting: [Int], leftBatch: [Int] = [], rightBatch: [Int] = []
  ) {
    self.leftContracting = leftContracting
    self.rightContracting = rightContracting
    self.leftBatch = leftBatch
    self.rightBatch = rightBatch
  }

  /// `[m, k] · [k, n]`.
  public static let matrixProduct = DotAxes(leftContracting: [1], rightContracting: [0])
}

/// The geometry of a convolution with one to three spatial axes.
///
/// Input `[batch, spatial…, inputChannels]`, kernel `[spatial…, inputChannels / groups, filters]`, output
/// `[batch, spatial…, filters]`. It is a correlation: the kernel is not flipped.
public struct ConvolutionGeometry: Hashable, Sendable {
  /// Steps between outputs, one for each spatial axis.
  public var strides: [Int]
  /// Zeros (or a crop, if negative) before the first element of each spatial axis.
  public var paddingLow: [Int]
  /// The same after the last element.
  public var paddingHigh: [Int]
  /// Distance between kernel elements on the input, one for each spatial axis.
  public var dilation: [Int]
  public var groups: Int

  public init(
    strides: [Int], paddingLow: [Int], paddingHigh: [Int], dilation: [Int]? = nil, groups: Int = 1
  ) {
    self.strides = strides
    self.paddingLow = paddingLow
    self.paddingHigh = paddingHigh
    self.dilation = dilation ?? strides.map { _ in 1 }
    self.groups = groups
  }
}
