import StrataGraph

/// Where the randomness of one operation comes from: an integer, which gives the same numbers each time, a
/// `SeedGenerator`, which gives others each time, or a key, a tensor `uint32[2]`.
public protocol RandomSeed {
  /// The key of one random operation, `uint32[2]`.
  func nextKey() -> Tensor
}

extension Int: RandomSeed {
  /// The key of the integer's low word and a counter of 0.
  public func nextKey() -> Tensor { Tensor([UInt32(truncatingIfNeeded: self), 0]) }
}

extension SeedGenerator: RandomSeed {
  /// The next key.
  public func nextKey() -> Tensor { next() }
}

extension Tensor: RandomSeed {
  /// The key itself.
  public func nextKey() -> Tensor { self }
}
