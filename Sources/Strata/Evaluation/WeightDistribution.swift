/// How the numbers in one weight are spread. What is not finite is counted apart.
public struct WeightDistribution: Sendable, Hashable {
  /// The name with the path of its layer in front, such as `dense/kernel`.
  public let path: String
  public let shape: [Int]
  /// The number of elements.
  public let count: Int
  /// How many elements are NaN or infinite. The other numbers are those of the rest, and NaN if nothing is left.
  public let nonFiniteCount: Int
  public let mean: Double
  /// The root of the mean square distance from the mean.
  public let standardDeviation: Double
  /// The root of the sum of squares.
  public let norm: Double
  public let minimum: Double
  public let maximum: Double
  /// The share of the elements that are exactly 0.
  public let zeroShare: Double
  /// How the elements are spread, in 41 intervals.
  public let histogram: Histogram

  /// The distribution of a concrete tensor.
  public init(_ tensor: Tensor, path: String) {
    let elements = tensor.doubles
    let finite = elements.filter(\.isFinite)
    let count = Double(finite.count)
    let mean = finite.reduce(0, +) / count
    self.path = path
    shape = tensor.shape
    self.count = elements.count
    nonFiniteCount = elements.count - finite.count
    self.mean = mean
    standardDeviation = (finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    norm = finite.isEmpty ? .nan : finite.reduce(0) { $0 + $1 * $1 }.squareRoot()
    minimum = finite.min() ?? .nan
    maximum = finite.max() ?? .nan
    zeroShare = Double(finite.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }) / Double(elements.count)
    histogram = Histogram(finite, bins: 41)
  }
}

extension Variable {
  /// How the numbers that the variable holds now are spread.
  public func distribution() -> WeightDistribution { WeightDistribution(value, path: path) }
}

extension Model {
  /// The distributions of all weights, with their paths within the model.
  func weightDistributions() -> [WeightDistribution] {
    weights.map { weight in
      let prefix = path + "/"
      let name = weight.path.hasPrefix(prefix) ? String(weight.path.dropFirst(prefix.count)) : weight.path
      return WeightDistribution(weight.value, path: name)
    }
  }
}
