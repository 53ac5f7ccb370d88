/// How the weights in a file differ from those of a model.
public enum WeightDifference: Sendable, Hashable, CustomStringConvertible {
  /// The file does not have a weight of the model. `place` is where in the file it would be.
  case missing(weight: String, place: String)
  /// The file has a weight that the model does not have. `place` is where in the file it is.
  case unexpected(place: String)
  /// A weight has one shape in the model, and another one at its place in the file.
  case misshapen(weight: String, place: String, expected: [Int], found: [Int])

  /// For example `head/kernel (layers/dense_1/vars/0): the model has the shape [8, 2], the file [8, 10]`.
  public var description: String {
    switch self {
    case .missing(let weight, let place): "\(Self.text(weight, place)): missing in the file"
    case .unexpected(let place): "\(place): in the file, but not in the model"
    case .misshapen(let weight, let place, let expected, let found):
      "\(Self.text(weight, place)): the model has the shape \(expected), the file \(found)"
    }
  }

  private static func text(_ weight: String, _ place: String) -> String {
    weight == place ? weight : "\(weight) (\(place))"
  }
}

/// What `loadWeights(from:)` did.
public struct WeightLoadReport: Sendable, Hashable {
  /// The weights of the model that have their values from the file, by their names: those of the layers on the way, and
  /// the weight's own, as in `hidden/kernel`. Parts of the optimizer's state begin with `optimizer/`.
  public internal(set) var loaded: [String] = []
  /// What did not fit; empty unless partial loading was allowed.
  public internal(set) var differences: [WeightDifference] = []
}
