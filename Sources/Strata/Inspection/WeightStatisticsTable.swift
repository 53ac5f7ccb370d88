import Foundation

/// The statistics of several weights, which print as a table with one line for each.
public struct WeightStatisticsTable: Sendable, Hashable, RandomAccessCollection, CustomStringConvertible {
  private let weights: [WeightStatistics]
  /// The singular values of each weight, empty where it is no kernel; see `Variable.singularValues()`.
  public let singularValues: [[Double]]

  init(_ variables: [Variable]) {
    weights = variables.map { $0.statistics() }
    singularValues = variables.map { $0.singularValues() }
  }

  /// The position of the first weight.
  public var startIndex: Int { 0 }
  /// The position behind the last weight.
  public var endIndex: Int { weights.count }
  /// The statistics of one weight, in the order of `Layer.weights`.
  public subscript(position: Int) -> WeightStatistics { weights[position] }

  /// The table: three significant digits of everything, and below it the singular values of the kernels, of which
  /// those in the middle are left out where there are many. Lines on numbers that are not finite follow.
  public var description: String {
    let head = ["weight", "shape", "norm", "mean", "std", "min", "25%", "median", "75%", "max"]
    let rows = weights.map { weight in
      let numbers = [weight.norm, weight.mean, weight.standardDeviation] + weight.quartiles
      return [weight.path, "\(weight.shape)"] + numbers.map(Self.digits)
    }
    let spectra = zip(weights, singularValues).filter { !$0.1.isEmpty }
      .map { [$0.path] + Self.abridged($1) }
    var parts = [alignedColumns([head] + rows, textColumns: 2)]
    if !spectra.isEmpty { parts.append("singular values\n\(alignedColumns(spectra, textColumns: 1))") }
    let notes = weights.compactMap(\.nonFiniteNote)
    if !notes.isEmpty { parts.append(notes.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n")
  }

  private static func abridged(_ values: [Double]) -> [String] {
    let texts = values.map(digits)
    return values.count <= 8 ? texts : texts.prefix(5) + ["…"] + texts.suffix(2)
  }

  private static func digits(_ value: Double) -> String {
    // Integers of up to six digits are easier to read than powers of ten.
    value.isNaN ? "NaN" : String(format: 100..<1e6 ~= value.magnitude ? "%.0f" : "%.3g", value)
  }
}

/// Rows of cells as lines of text with each column as wide as its widest cell.
/// - Parameter textColumns: how many columns are aligned to the left; the others, numbers, are to the right.
func alignedColumns(_ rows: [[String]], textColumns: Int) -> String {
  let columnCount = rows.map(\.count).max() ?? 0
  let widths = (0..<columnCount).map { column in
    rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  return rows.map { row in
    zip(row, widths).enumerated().map { column, cell in
      let blanks = String(repeating: " ", count: cell.1 - cell.0.count)
      return column < textColumns ? cell.0 + blanks : blanks + cell.0
    }.joined(separator: "  ")
  }.joined(separator: "\n")
}
