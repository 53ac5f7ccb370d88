import StrataGraph

/// Where the randomness of one operation comes from: an integer, which gives the same numbers each time, a
/// `SeedGenerator`, which gives others each time, or a key, a tensor `uint32[2]`.
public protocol RandomSeed {
  /// The key of one random operation, `uint32[2]`.
  func nextKey() -> Tensor
}

extension Int: RandomSeed {
  public func nextKey() -> Tensor { Tensor([UInt32(truncatingIfNeeded: self), 0]) }
}

extension SeedGenerator: RandomSeed {
  public func nextKey() -> Tensor { next() }
}

extension Tensor: RandomSeed {
  public func nextKey() -> Tensor { self }
}
