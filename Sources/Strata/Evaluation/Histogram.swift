/// How many numbers lie in each of several intervals of equal width, as `numpy.histogram` counts them.
public struct Histogram: Sendable, Hashable {
  /// The limits of the intervals, one more than there are intervals. Each holds its lower limit, the last both.
  public let edges: [Double]
  /// How many numbers lie in each interval.
  public let counts: [Int]
  /// How many numbers are NaN or infinite, or outside of the intervals.
  public let outside: Int

  /// Counts numbers.
  /// - Parameters:
  ///   - bins: the number of intervals; stops with a message if it is not positive.
  ///   - range: the span of the intervals, from the smallest to the largest finite number if nil. A span of a single
  ///     number is widened by ½ on both sides.
  public init(_ values: [Double], bins: Int = 10, range: ClosedRange<Double>? = nil) {
    require(bins > 0, "a histogram needs at least one bin, not \(bins)")
    var (low, high) = (range?.lowerBound ?? .infinity, range?.upperBound ?? -.infinity)
    if range == nil {
      for value in values where value.isFinite {
        low = min(low, value)
        high = max(high, value)
      }
      if low > high { (low, high) = (0, 1) }
    }
    // Beyond this, the distance of two numbers may be infinite.
    let largest = Double.greatestFiniteMagnitude / 4
    (low, high) = (min(max(low, -largest), largest), max(min(high, largest), -largest))
    if low == high { (low, high) = (low - 0.5, high + 0.5) }
    let width = (high - low) / Double(bins)
    let edges = (0...bins).map { $0 == bins ? high : low + Double($0) * width }
    var counts = [Int](repeating: 0, count: bins)
    var outside = 0
    for value in values {
      guard value >= low, value <= high else {
        outside += 1
        continue
      }
      var bin = min(Int((value - low) / width), bins - 1)
      // The quotient may round across a limit.
      if value < edges[bin] { bin -= 1 } else if bin < bins - 1, value >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    (self.edges, self.counts, self.outside) = (edges, counts, outside)
  }

  /// Counts the elements of a concrete tensor.
  public init(_ tensor: Tensor, bins: Int = 10, range: ClosedRange<Double>? = nil) {
    self.init(tensor.doubles, bins: bins, range: range)
  }
}
