import Synchronization

/// The two generators that everything random starts from, as in Python's Keras: one for default seeds, one for
/// shuffling.
final class GlobalRandom: Sendable {
  /// The generators that the running code draws from.
  @TaskLocal static var current = GlobalRandom(seed: .random(in: .min ... .max))

  /// Both generators as they are at one moment.
  struct State {
    var seeds: MersenneTwister
    var shuffling: MersenneTwister

    init(seed: UInt32) {
      seeds = MersenneTwister(pythonSeed: UInt64(seed))
      shuffling = MersenneTwister(numPySeed: seed)
    }

    init(seeds: MersenneTwister, shuffling: MersenneTwister) {
      self.seeds = seeds
      self.shuffling = shuffling
    }
  }

  private let state: Mutex<State>

  init(seed: UInt32) { state = Mutex(State(seed: seed)) }

  func reset(seed: UInt32) { state.withLock { $0 = State(seed: seed) } }

  /// The generators that the running code draws from, to be put back later.
  static var state: State {
    get { current.state.withLock { $0 } }
    set { current.state.withLock { $0 = newValue } }
  }

  /// A seed for a layer or initializer that was given none: Python's `random.randint(1, 10**9)`.
  static func drawSeed() -> Int { current.state.withLock { Int($0.seeds.nextDefaultSeed()) } }

  /// An order for the samples of an epoch: NumPy's `random.permutation(count)`.
  static func drawPermutation(_ count: Int) -> [Int] {
    current.state.withLock { $0.shuffling.permutation(count) }
  }
}

/// Starts all randomness anew from one number: initial weights, dropout and the order of samples are the same in
/// each run that sets the same seed first, and those that `keras.utils.set_random_seed` gives on JAX.
public func setRandomSeed(_ seed: UInt32) { GlobalRandom.current.reset(seed: seed) }

/// Runs `body` with randomness of its own, started from `seed`: what is random elsewhere neither disturbs it nor is
/// disturbed by it, also when several threads train at once.
public func withRandomSeed<Result>(_ seed: UInt32, _ body: () throws -> Result) rethrows -> Result {
  try GlobalRandom.$current.withValue(GlobalRandom(seed: seed), operation: body)
}

/// The same for asynchronous code.
nonisolated(nonsending)
  public func withRandomSeed<Result>(
    _ seed: UInt32, _ body: nonisolated(nonsending) () async throws -> Result
  ) async rethrows -> Result
{
  try await GlobalRandom.$current.withValue(GlobalRandom(seed: seed), operation: body)
}
