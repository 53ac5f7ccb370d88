/// The random numbers of Python's `random` module and of NumPy's `RandomState`: MT19937.
///
/// M. Matsumoto and T. Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudorandom number
/// generator", 1998. Keras draws its default seeds from Python's generator and its shuffles from NumPy's; both are this
/// one, seeded in different ways.
struct MersenneTwister: Sendable {
  private var state: [UInt32]
  private var position = Self.size

  private static let size = 624
  private static let shift = 397

  /// Seeded as by `numpy.random.seed(seed)`.
  init(numPySeed seed: UInt32) {
    state = [seed]
    state.reserveCapacity(Self.size)
    for index in 1..<UInt32(Self.size) {
      let last = state[state.count - 1]
      state.append(1_812_433_253 &* (last ^ last >> 30) &+ index)
    }
  }

  /// Seeded as by Python's `random.seed(seed)`.
  init(pythonSeed seed: UInt64) {
    let low = UInt32(truncatingIfNeeded: seed)
    let high = UInt32(seed >> 32)
    self.init(key: high == 0 ? [low] : [low, high])
  }

  /// The reference implementation's `init_by_array`.
  private init(key: [UInt32]) {
    self.init(numPySeed: 19_650_218)
    var index = 1
    for round in 0..<max(Self.size, key.count) {
      let word = round % key.count
      state[index] = mixed(index, 1_664_525) &+ key[word] &+ UInt32(word)
      advance(&index)
    }
    for _ in 1..<Self.size {
      state[index] = mixed(index, 1_566_083_941) &- UInt32(index)
      advance(&index)
    }
    state[0] = 0x8000_0000
  }

  private func mixed(_ index: Int, _ factor: UInt32) -> UInt32 {
    let last = state[index - 1]
    return state[index] ^ (last ^ last >> 30) &* factor
  }

  private mutating func advance(_ index: inout Int) {
    index += 1
    if index == Self.size {
      state[0] = state[Self.size - 1]
      index = 1
    }
  }

  /// The next 32 random bits.
  mutating func next() -> UInt32 {
    if position == Self.size { refill() }
    var word = state[position]
    position += 1
    word ^= word >> 11
    word ^= word << 7 & 0x9d2c_5680
    word ^= word << 15 & 0xefc6_0000
    return word ^ word >> 18
  }

  /// The whole state as numbers: the words, and how many of them have been used.
  var snapshot: [UInt32] { state + [UInt32(position)] }

  /// A generator that goes on where another was; nil if the numbers are not a snapshot of one.
  init?(snapshot: [UInt32]) {
    guard snapshot.count == Self.size + 1, snapshot[Self.size] <= UInt32(Self.size) else { return nil }
    state = Array(snapshot.dropLast())
    position = Int(snapshot[Self.size])
  }

  private mutating func refill() {
    for index in 0..<Self.size {
      let word = state[index] & 0x8000_0000 | state[(index + 1) % Self.size] & 0x7fff_ffff
      state[index] = state[(index + Self.shift) % Self.size] ^ word >> 1 ^ (word & 1 == 0 ? 0 : 0x9908_b0df)
    }
    position = 0
  }
}

// MARK: - As Python draws

extension MersenneTwister {
  /// A seed for something that was made without one: Python's `random.randint(1, 10**9)`.
  mutating func nextDefaultSeed() -> UInt32 {
    while true {
      let bits = next() >> 2
      if bits < 1_000_000_000 { return bits + 1 }
    }
  }
}

// MARK: - As NumPy draws

extension MersenneTwister {
  /// The numbers 0, 1, … `count - 1` in random order: NumPy's `random.permutation(count)`.
  mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, number(upTo: last)) }
    return order
  }

  /// A number from 0 to `largest`, each as likely: draws bits until they are small enough.
  private mutating func number(upTo largest: Int) -> Int {
    let mask = Int.max >> (largest.leadingZeroBitCount - 1)
    while true {
      let bits = largest <= UInt32.max ? Int(next()) : Int(next()) << 32 | Int(next())
      if bits & mask <= largest { return bits & mask }
    }
  }
}
