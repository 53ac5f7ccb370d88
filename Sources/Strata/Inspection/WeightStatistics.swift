/// How the numbers in a weight are spread, as double-precision values of what it holds now.
public struct WeightStatistics: Sendable, Hashable {
  /// The name with the path of its layer in front, such as `sequential/dense/kernel`.
  public let path: String
  /// The sizes of the axes.
  public let shape: [Int]
  /// The Euclidean norm, √Σw².
  public let norm: Double
  /// The mean.
  public let mean: Double
  /// The root of the mean square of the distances to the mean.
  public let standardDeviation: Double
  /// The smallest number, the three quartiles and the largest number: a quarter of all numbers is below
  /// `quartiles[1]`, half below the median `quartiles[2]`. Between two numbers they are interpolated, as NumPy does.
  public let quartiles: [Double]
  /// The singular values of a kernel, largest first: how much it stretches inputs in its strongest direction, in the
  /// next one at right angles to it, and so on. All axes but the last, which counts the units, are taken for one.
  /// Empty for a bias and other weights with fewer than two axes.
  public let singularValues: [Double]

  /// The statistics of a concrete tensor. NaN among the elements makes all of them NaN.
  init(of values: Tensor, path: String) {
    let numbers = values.converted(to: .float64)
    self.path = path
    shape = values.shape
    norm = numbers.norm().scalar()
    mean = numbers.mean().scalar()
    standardDeviation = numbers.standardDeviation().scalar()
    let sorted = numbers.flattened().sorted().scalars(as: Double.self)
    let hasNaN = sorted.last?.isNaN ?? true  // Sorting puts NaN last.
    quartiles = (0...4).map { hasNaN ? .nan : Self.element(at: Double($0) / 4, of: sorted) }
    singularValues =
      values.rank < 2
      ? [] : numbers.reshaped([-1, values.shape[values.rank - 1]]).singularValues().scalars()
  }

  private static func element(at share: Double, of sorted: [Double]) -> Double {
    let position = share * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    let rest = position - Double(below)
    // Infinite neighbours must not be subtracted from each other.
    return rest == 0 ? sorted[below] : sorted[below] * (1 - rest) + sorted[above] * rest
  }
}

extension Variable {
  /// How the numbers that the variable holds now are spread.
  public func statistics() -> WeightStatistics { WeightStatistics(of: value, path: path) }
}

extension Layer {
  /// How the numbers in each weight of the layer, or of all layers of a model, are spread; `print` shows a table.
  ///
  /// The singular values of a kernel of more than a thousand by a thousand take seconds.
  /// - Throws: `StrataError.notBuilt` if the layer has not created its weights yet.
  public func weightStatistics() throws -> WeightStatisticsTable {
    guard isBuilt else { throw StrataError.notBuilt(owner: name, wanted: "weights") }
    return WeightStatisticsTable(weights.map { $0.statistics() })
  }
}
