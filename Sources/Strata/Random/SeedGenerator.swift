import StrataGraph

/// A stream of keys for random operations. Each key is `(seed, n)` with n counting the keys drawn, as in Keras.
///
/// The state is a variable, so that a compiled step draws a new key each time it runs.
public final class SeedGenerator {
  /// The seed and the number of keys drawn so far, `uint32[2]`.
  public let state: Variable

  /// A stream from the given seed, or from one drawn as Keras draws it if nil.
  public init(seed: Int? = nil) {
    let seed = UInt32(truncatingIfNeeded: seed ?? GlobalRandom.drawSeed())
    state = Variable(Tensor([seed, 0]), name: "seed_generator_state", trainable: false)
  }

  /// The next key, `uint32[2]`.
  public func next() -> Tensor {
    let key = state.value
    state.value = key + Tensor([0, 1] as [UInt32])
    return key
  }
}
