import StrataGraph

/// Random numbers. A seed gives the numbers that Keras draws for it on JAX, to rounding; real ones are `float32`.
extension Tensor {
  /// Numbers from `lower` up to but without `upper`, all equally likely.
  public static func randomUniform(
    _ shape: [Int], from lower: Double = 0, to upper: Double = 1, seed: some RandomSeed
  ) -> Tensor {
    let key = seed.nextKey()
    let bounds = [key.scalarOperand(lower, .float32), key.scalarOperand(upper, .float32)]
    return .composite("randomUniform", shape, of: [key] + bounds) { operands in
      uniform(shape, key: operands[0], from: operands[1], to: operands[2])
    }
  }

  /// Normally distributed numbers.
  public static func randomNormal(
    _ shape: [Int], mean: Double = 0, standardDeviation: Double = 1, seed: some RandomSeed
  ) -> Tensor {
    let key = seed.nextKey()
    let parameters = [key.scalarOperand(mean, .float32), key.scalarOperand(standardDeviation, .float32)]
    return .composite("randomNormal", shape, of: [key] + parameters) { operands in
      let lower = operands[0].scalarOperand((-1 as Float).nextUp, .float32)
      let upper = operands[0].scalarOperand(1, .float32)
      let u = uniform(shape, key: operands[0], from: lower, to: upper)
      return u.erfInverse() * Float(2).squareRoot() * operands[2] + operands[1]
    }
  }

  /// Normally distributed numbers without those more than two standard deviations from the mean.
  public static func truncatedNormal(
    _ shape: [Int], mean: Double = 0, standardDeviation: Double = 1, seed: some RandomSeed
  ) -> Tensor {
    let key = seed.nextKey()
    let parameters = [key.scalarOperand(mean, .float32), key.scalarOperand(standardDeviation, .float32)]
    return .composite("truncatedNormal", shape, of: [key] + parameters) { operands in
      // erf(√2): the probability of being within two standard deviations.
      let within = operands[0].scalarOperand(0.954499736103642, .float32)
      let u = uniform(shape, key: operands[0], from: -within, to: within)
      // Rounding must not lead outside.
      let normal = (u.erfInverse() * Float(2).squareRoot())
        .clipped(min: (-2 as Float).nextUp, max: (2 as Float).nextDown)
      return normal * operands[2] + operands[1]
    }
  }

  /// `true` with the given probability.
  public static func bernoulli(_ shape: [Int], probability: Double, seed: some RandomSeed) -> Tensor {
    let key = seed.nextKey()
    return .composite("bernoulli", shape, of: [key, key.scalarOperand(probability, .float32)]) { operands in
      fractions(shape, key: operands[0]) .< operands[1]
    }
  }

  /// Integers from `lower` up to but without `upper`, as `int32`; equally likely but for a bias of at most
  /// (`upper` − `lower`) / 2⁶⁴.
  public static func randomIntegers(
    _ shape: [Int], from lower: Int, to upper: Int, seed: some RandomSeed, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    require(
      lower < upper && Int32(exactly: lower) != nil && Int32(exactly: upper - 1) != nil,
      "randomIntegers: no int32 range from \(lower) up to \(upper)", file: file, line: line)
    return .composite("randomIntegers", shape + [lower, upper], of: [seed.nextKey()]) { operands in
      let keys = splitKey(operands[0])
      let (high, low) = (randomBits(shape, key: keys[0]), randomBits(shape, key: keys[1]))
      // The remainder of high · 2³² + low, as JAX computes it: in 32 bits that wrap around.
      let span = UInt32(upper - lower)
      let half = (1 << 16) % span
      let offset = (high % Int(span) * Int(half &* half % span) + low % Int(span)) % Int(span)
      return offset.converted(to: .int32) + lower
    }
  }

  /// The numbers 0, 1, … `count` − 1 in random order, as `int32`; an order for `take`.
  public static func permutation(_ count: Int, seed: some RandomSeed) -> Tensor {
    .composite("permutation", [count], of: [seed.nextKey()]) { operands in
      var (key, order) = (operands[0], Tensor.arange(count))
      for _ in 0..<sortingRounds(count) {
        let keys = splitKey(key)
        key = keys[0]
        order = order.take(Tensor.randomBits([count], key: keys[1]).argsort(axis: 0))
      }
      return order
    }
  }

  /// Numbers from `lower` up to but without `upper`, scalars, as JAX computes them.
  private static func uniform(_ shape: [Int], key: Tensor, from lower: Tensor, to upper: Tensor) -> Tensor {
    // JAX multiplies and adds with one rounding. In `float64` the product is exact, which leaves one as well.
    let exact = fractions(shape, key: key).converted(to: .float64) * (upper - lower).converted(to: .float64)
    return maximum(lower, (exact + lower.converted(to: .float64)).converted(to: .float32))
  }

  /// Numbers from 0 up to but without 1. JAX's way from words to them: 23 bits as the fraction of a number from
  /// 1 to 2.
  private static func fractions(_ shape: [Int], key: Tensor) -> Tensor {
    let bits = randomBits(shape, key: key)
    let shifted = elementwise(.binary(.shiftRightLogical), [bits, bits.scalarOperand(9)])
    return apply(.bitcast(.float32), [shifted .| bits.scalarOperand(0x3F80_0000)]) - 1
  }
}
