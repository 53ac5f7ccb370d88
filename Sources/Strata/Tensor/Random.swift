import StrataGraph

/// Random numbers, which depend on nothing but the key: the numbers that Keras draws on JAX, to rounding.
///
/// A key is a pair of words, `uint32[2]`. They are drawn as `float32`.
extension Tensor {
  /// Numbers from `lower` up to but without `upper`, all equally likely.
  static func randomUniform(_ shape: [Int], from lower: Double = 0, to upper: Double = 1, key: Tensor) -> Tensor {
    let bounds = [key.scalarOperand(lower, .float32), key.scalarOperand(upper, .float32)]
    return .composite("randomUniform", shape, of: [key] + bounds) { operands in
      uniform(shape, key: operands[0], from: operands[1], to: operands[2])
    }
  }

  /// Normally distributed numbers.
  static func randomNormal(
    _ shape: [Int], mean: Double = 0, standardDeviation: Double = 1, key: Tensor
  ) -> Tensor {
    let parameters = [key.scalarOperand(mean, .float32), key.scalarOperand(standardDeviation, .float32)]
    return .composite("randomNormal", shape, of: [key] + parameters) { operands in
      let lower = operands[0].scalarOperand((-1 as Float).nextUp, .float32)
      let upper = operands[0].scalarOperand(1, .float32)
      let u = uniform(shape, key: operands[0], from: lower, to: upper)
      return u.erfInverse() * Float(2).squareRoot() * operands[2] + operands[1]
    }
  }

  /// Normally distributed numbers, of which those more than two standard deviations from the mean are left out.
  static func randomTruncatedNormal(
    _ shape: [Int], mean: Double = 0, standardDeviation: Double = 1, key: Tensor
  ) -> Tensor {
    let parameters = [key.scalarOperand(mean, .float32), key.scalarOperand(standardDeviation, .float32)]
    return .composite("randomTruncatedNormal", shape, of: [key] + parameters) { operands in
      // erf(√2), the probability of being within two standard deviations.
      let within = operands[0].scalarOperand(0.954499736103642, .float32)
      let u = uniform(shape, key: operands[0], from: -within, to: within)
      let normal = (u.erfInverse() * Float(2).squareRoot()).clipped(min: (-2 as Float).nextUp, max: Float(2).nextDown)
      return normal * operands[2] + operands[1]
    }
  }

  /// `true` with the given probability.
  static func randomBernoulli(_ shape: [Int], probability: Double, key: Tensor) -> Tensor {
    .composite("randomBernoulli", shape, of: [key, key.scalarOperand(probability, .float32)]) { operands in
      randomUniform(shape, key: operands[0]) .< operands[1]
    }
  }

  /// Integers from `lower` up to but without `upper`, as `int32`; equally likely but for a bias of at most
  /// (`upper` − `lower`) / 2⁶⁴.
  static func randomIntegers(_ shape: [Int], from lower: Int, to upper: Int, key: Tensor) -> Tensor {
    precondition(lower < upper, "no integers from \(lower) up to \(upper)")
    return .composite("randomIntegers", shape + [lower, upper], of: [key]) { operands in
      let keys = splitKey(operands[0])
      let (high, low) = (randomBits(shape, key: keys[0]), randomBits(shape, key: keys[1]))
      // The remainder of high · 2³² + low, in 32 bits that wrap around.
      let span = UInt32(truncatingIfNeeded: upper - lower)
      let half = (1 << 16) % span
      let offset = (high % Int(span) * Int(half &* half % span) + low % Int(span)) % Int(span)
      return offset.converted(to: .int32) + lower
    }
  }

  /// The tensor with its slices along the first axis in random order: JAX's `random.permutation`.
  func permuted(key: Tensor) -> Tensor {
    .composite("permuted", of: [self, key]) { operands in
      var (key, places) = (operands[1], Tensor.arange(shape[0]))
      // Sorting by random words has ties; each round makes those of the rounds before less likely to matter.
      let rounds = Int((3 * logarithm(Double(Swift.max(1, count))) / logarithm(Double(UInt32.max))).rounded(.up))
      for _ in 0..<rounds {
        let keys = splitKey(key)
        key = keys[0]
        places = places.take(Tensor.randomBits([shape[0]], key: keys[1]).argsort(axis: 0))
      }
      return operands[0].take(places)
    }
  }

  /// JAX's way from words to numbers: 23 bits as the fraction of a number from 1 to 2.
  private static func uniform(_ shape: [Int], key: Tensor, from lower: Tensor, to upper: Tensor) -> Tensor {
    let bits = randomBits(shape, key: key)
    let shifted = elementwise(.binary(.shiftRightLogical), [bits, bits.scalarOperand(9)])
    let fraction = apply(.bitcast(.float32), [shifted .| bits.scalarOperand(0x3F80_0000)]) - 1
    return maximum(lower, fraction * (upper - lower) + lower)
  }
}
