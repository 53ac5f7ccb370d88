/// Chance that comes out the same for the same seed: SplitMix64 by S. Vigna.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  /// What decides about one input of a run.
  init(seed: UInt64, input: Int) {
    state = seed &* 0xd134_2543_de82_ef95 &+ UInt64(input)
    state = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  /// True once in `count` times.
  mutating func once(in count: Int) -> Bool { below(count) == 0 }

  /// A number from 0 to `end` - 1.
  mutating func below(_ end: Int) -> Int { Int.random(in: 0..<end, using: &self) }

  /// One of some elements, of which there is at least one.
  mutating func one<Element>(of elements: some Collection<Element>) -> Element {
    elements.randomElement(using: &self)!
  }

  /// Random bytes.
  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
  }
}
