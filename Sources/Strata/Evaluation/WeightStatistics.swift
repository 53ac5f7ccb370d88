/// What the numbers of one weight look like as a whole.
public struct WeightStatistics: Sendable, Hashable {
  /// The weight's path within the layer that was asked, such as `dense/kernel` within a model.
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

  /// The statistics of a weight as it is now.
  public init(_ weight: Variable) { self.init(weight.value, path: weight.path) }

  /// The same with the path that the weight has within a layer.
  init(_ weight: Variable, within layer: Layer) {
    let prefix = layer.path + "/"
    let path = weight.path
    self.init(weight.value, path: path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path)
  }

  /// The statistics of a concrete tensor.
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

extension Layer {
  /// The statistics of all weights, in the order of `weights`.
  /// - Throws: `StrataError.notBuilt` if the layer has not created its weights yet.
  public func weightStatistics() throws -> [WeightStatistics] {
    guard isBuilt else { throw StrataError.notBuilt(owner: name, wanted: "weights") }
    return weights.map { WeightStatistics($0, within: self) }
  }
}
