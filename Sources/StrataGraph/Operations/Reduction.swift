/// How a reduction combines elements.
public enum Reduction: UInt8, Hashable, Sendable, CaseIterable {
  case sum, product
  /// NaN if any element is NaN.
  case maximum, minimum
  /// Logical; `bool` only.
  case and, or
}

/// A window that moves over a tensor, with one entry for every axis, the batch and channel axes included.
public struct Window: Hashable, Sendable {
  public var size: [Int]
  public var strides: [Int]
  /// Elements before the first one; they hold the neutral element of the reduction.
  public var paddingLow: [Int]
  public var paddingHigh: [Int]

  public init(size: [Int], strides: [Int], paddingLow: [Int]? = nil, paddingHigh: [Int]? = nil) {
    self.size = size
    self.strides = strides
    self.paddingLow = paddingLow ?? size.map { _ in 0 }
    self.paddingHigh = paddingHigh ?? size.map { _ in 0 }
  }
}

/// How a scatter combines an update with what is there.
public enum ScatterCombination: UInt8, Hashable, Sendable, CaseIterable {
  case add, replace
}
