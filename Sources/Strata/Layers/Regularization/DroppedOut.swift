extension Tensor {
  /// The tensor with a random part of its elements set to 0 and the others divided by 1 − rate.
  /// - Parameter noiseShape: the shape of the random choice, which is repeated along axes of size 1.
  func droppedOut(rate: Double, noiseShape: [Int], seed: SeedGenerator) -> Tensor {
    // Keras draws nothing where nothing stays.
    if rate == 1 { return .zeros(like: self) }
    let keepProbability = 1 - rate
    let keeps = Tensor.bernoulli(noiseShape, probability: keepProbability, seed: seed)
    return select(keeps, self / keepProbability, 0)
  }
}
