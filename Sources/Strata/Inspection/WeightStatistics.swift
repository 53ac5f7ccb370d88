/// How the numbers in a weight are spread, as double-precision values of what it holds now.
///
/// NaN and infinities are counted apart: what is said of the numbers is said of the others, and NaN if there are none.
public struct WeightStatistics: Sendable, Hashable {
  /// The name with the path of its layer in front, such as `sequential/dense/kernel`.
  public let path: String
  /// The sizes of the axes.
  public let shape: [Int]
  /// The number of elements.
  public let count: Int
  /// How many elements are NaN or infinite.
  public let nonFiniteCount: Int
  /// The Euclidean norm, √Σw².
  public let norm: Double
  /// The mean.
  public let mean: Double
  /// The root of the mean square of the distances to the mean.
  public let standardDeviation: Double
  /// The smallest number, the three quartiles and the largest number: a quarter of all numbers is below
  /// `quartiles[1]`, half below the median `quartiles[2]`. Between two numbers they are interpolated, as NumPy does.
  public let quartiles: [Double]
  /// The share of all elements that are exactly 0.
  public let zeroShare: Double
  /// How many numbers lie in each of 41 intervals of equal width.
  public let histogram: Histogram

  /// The smallest number.
  public var minimum: Double { quartiles[0] }
  /// The largest number.
  public var maximum: Double { quartiles[4] }

  /// The statistics of a concrete tensor.
  public init(of values: Tensor, path: String) {
    // Sorting puts −∞ first, and ∞ and then NaN last.
    let sorted = values.flattened().sorted().converted(to: .float64)
    let below = Int((sorted .== -Double.infinity).converted(to: .int32).sum().scalar(as: Int32.self))
    let finiteCount = Int(sorted.isFinite().converted(to: .int32).sum().scalar(as: Int32.self))
    let finite = sorted[below..<below + finiteCount]
    let numbers = finite.doubles
    self.path = path
    shape = values.shape
    count = values.count
    nonFiniteCount = count - finiteCount
    norm = numbers.isEmpty ? .nan : finite.norm().scalar()
    mean = numbers.isEmpty ? .nan : finite.mean().scalar()
    standardDeviation = numbers.isEmpty ? .nan : finite.standardDeviation().scalar()
    quartiles = (0...4).map { numbers.isEmpty ? .nan : Self.element(at: Double($0) / 4, of: numbers) }
    zeroShare = Double(numbers.count { $0 == 0 }) / Double(count)
    histogram = Histogram(numbers, bins: 41)
  }

  private static func element(at share: Double, of sorted: [Double]) -> Double {
    let position = share * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    let rest = position - Double(below)
    return sorted[below] * (1 - rest) + sorted[above] * rest
  }

  /// What a reader of the statistics should know, nil if all numbers are finite.
  var nonFiniteNote: String? {
    guard nonFiniteCount > 0 else { return nil }
    if nonFiniteCount == count { return "All numbers of \(path) are NaN or infinite." }
    return """
      \(groupedDigits(nonFiniteCount)) of the \(groupedDigits(count)) numbers of \(path) \
      \(nonFiniteCount == 1 ? "is" : "are") NaN or infinite; the statistics are those of the others.
      """
  }
}

extension Variable {
  /// How the numbers that the variable holds now are spread.
  public func statistics() -> WeightStatistics { WeightStatistics(of: value, path: path) }

  /// The singular values of a kernel, largest first: how much it stretches inputs in its strongest direction, in the
  /// next one at right angles to it, and so on. All axes but the last, which counts the units, are taken for one.
  /// Empty for a bias and other weights with fewer than two axes.
  ///
  /// They take seconds if there are more than a thousand by a thousand numbers.
  public func singularValues() -> [Double] {
    guard shape.count > 1 else { return [] }
    return value.converted(to: .float64).reshaped([-1, shape[shape.count - 1]]).singularValues().scalars()
  }
}

extension Layer {
  /// How the numbers in each weight of the layer, or of all layers of a model, are spread, and the singular values of
  /// the kernels; `print` shows a table.
  ///
  /// For large kernels `Variable.statistics()` is faster, because it leaves out the singular values.
  /// - Throws: `StrataError.notBuilt` if the layer has not created its weights yet.
  public func weightStatistics() throws -> WeightStatisticsTable {
    guard isBuilt else { throw StrataError.notBuilt(owner: name, wanted: "weights") }
    return WeightStatisticsTable(weights)
  }

  /// The path of something within this layer without the layer's own path in front.
  func relativePath(_ path: String) -> String {
    path.hasPrefix("\(self.path)/") ? String(path.dropFirst(self.path.count + 1)) : path
  }
}
