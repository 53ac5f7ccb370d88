/// SplitMix64: a generator whose numbers depend on its seed alone.
public struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  /// A generator that starts from the given state.
  public init(seed: UInt64) { state = seed }

  /// A generator for everything that has the given name.
  public init(name: String) {
    self.init(seed: name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
