/// A limit on the gradients of a step.
public enum GradientClipping: Hashable, Sendable {
  /// Each element becomes at least minus and at most plus this; Keras's `clipvalue`.
  case value(Double)
  /// The gradient of each weight becomes at most so long in the Euclidean norm; Keras's `clipnorm`.
  case norm(Double)
  /// All gradients together become at most so long in the Euclidean norm; Keras's `global_clipnorm`.
  case globalNorm(Double)

  /// The gradients within the limit, in the same order.
  func callAsFunction(_ gradients: [Tensor]) -> [Tensor] {
    switch self {
    case .value(let limit):
      return gradients.map { $0.clipped(min: -limit, max: limit) }
    case .norm(let limit):
      return gradients.map { $0 * limit / maximum($0.square().sum().sqrt(), limit) }
    case .globalNorm(let limit):
      guard let first = gradients.first else { return [] }
      let squares = gradients.dropFirst().reduce(first.square().sum()) { $0 + $1.square().sum() }
      let norm = squares.sqrt()
      // An infinite norm has to show, not to make the gradients vanish: ∞ − ∞ is NaN.
      let scale = limit * minimum(1 / norm, 1 / limit) + (norm - norm)
      return gradients.map { $0 * scale }
    }
  }
}
