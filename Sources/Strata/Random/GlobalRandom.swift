import Synchronization

/// The two generators that everything random starts from, as in Python's Keras: one for default seeds, one for
/// shuffling.
enum GlobalRandom {
  private struct State {
    var seeds: MersenneTwister
    var shuffling: MersenneTwister
  }

  private static let state = Mutex(freshState(seed: UInt32.random(in: .min ... .max)))

  private static func freshState(seed: UInt32) -> State {
    State(seeds: MersenneTwister(pythonSeed: UInt64(seed)), shuffling: MersenneTwister(numPySeed: seed))
  }

  static func reset(seed: UInt32) { state.withLock { $0 = freshState(seed: seed) } }

  /// A seed for a layer or initializer that was given none: Python's `random.randint(1, 10**9)`.
  static func drawSeed() -> Int { state.withLock { Int($0.seeds.nextDefaultSeed()) } }

  /// An order for the samples of an epoch: NumPy's `random.permutation(count)`.
  static func drawPermutation(_ count: Int) -> [Int] { state.withLock { $0.shuffling.permutation(count) } }
}

/// Starts all randomness anew from one number: initial weights, dropout and the order of samples are the same in
/// each run that sets the same seed first, and those that `keras.utils.set_random_seed` gives on JAX.
public func setRandomSeed(_ seed: UInt32) { GlobalRandom.reset(seed: seed) }
