/// Moving averages of the weights, which often predict better than the weights themselves.
///
/// After each step an average becomes `momentum * average + (1 - momentum) * weight`; the first one is the weight
/// itself. The weights become their averages at the end of training.
public struct WeightAveraging: Hashable, Sendable {
  /// How slowly the averages follow, 0 to 1.
  public let momentum: Double
  /// The weights become their averages every so many steps, or only at the end of training if nil.
  public let overwriteFrequency: Int?

  /// Stops with a message if `momentum` is not in 0…1 or `overwriteFrequency` is not positive.
  public init(momentum: Double = 0.99, overwriteFrequency: Int? = nil) {
    require((0...1).contains(momentum), "the momentum of averages must be in 0...1, not \(momentum)")
    require(
      overwriteFrequency.map { $0 > 0 } ?? true,
      "overwriteFrequency must be positive, not \(overwriteFrequency ?? 0)")
    self.momentum = momentum
    self.overwriteFrequency = overwriteFrequency
  }

  func update(_ weights: [Variable], averages: [Variable], stepsDone: Tensor) {
    let momentum = select(stepsDone .== 0, 0, Tensor.full([], self.momentum))
    for (weight, average) in zip(weights, averages) {
      average.value = momentum * average.value + (1 - momentum) * weight.value
    }
    guard let overwriteFrequency else { return }
    let isDue = (stepsDone + 1) % overwriteFrequency .== 0
    for (weight, average) in zip(weights, averages) {
      weight.value = select(isDue, average.value, weight.value)
    }
  }
}
