/// The random bits of JAX: threefry2x32 with 20 rounds.
///
/// J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011. Every number is a function of a key and its
/// own position, so that they can be made in any order.
struct Threefry: Sendable {
  private let keys: (UInt32, UInt32, UInt32)

  /// The stream of a key. Keras's keys are a seed and how often it has been used.
  init(key: (UInt32, UInt32)) {
    keys = (key.0, key.1, 0x1bd1_1bda ^ key.0 ^ key.1)
  }

  /// The cipher: two words at a position of the stream.
  func block(_ position: UInt64) -> (UInt32, UInt32) {
    let schedule = [keys.1, keys.2, keys.0, keys.1, keys.2, keys.0]
    var a = UInt32(position >> 32) &+ keys.0
    var b = UInt32(truncatingIfNeeded: position) &+ keys.1
    for group in 0..<5 {
      for rotation: UInt32 in group.isMultiple(of: 2) ? [13, 15, 26, 6] : [17, 29, 16, 24] {
        a &+= b
        b = (b << rotation | b >> (32 - rotation)) ^ a
      }
      a &+= schedule[group]
      b &+= schedule[group + 1] &+ UInt32(group + 1)
    }
    return (a, b)
  }

  /// The first `count` elements of `jax.random.bits(key, dtype=uint32)` in JAX's partitionable mode, its default.
  func bits(_ count: Int) -> [UInt32] {
    (0..<UInt64(count)).map { position in
      let (a, b) = block(position)
      return a ^ b
    }
  }
}
