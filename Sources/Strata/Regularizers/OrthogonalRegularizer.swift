/// A penalty on rows (or columns) of a matrix that are not orthogonal to each other: `factor` times the mean of
/// |cos φ| over all pairs of them.
public struct OrthogonalRegularizer: Regularizer, Hashable {
  /// What ought to be orthogonal.
  public enum Mode: Sendable, Hashable { case rows, columns }

  /// The factor of the mean.
  public var factor: Double
  /// What ought to be orthogonal.
  public var mode: Mode

  /// A penalty of `factor` times the mean of |cos φ|.
  public init(factor: Double = 0.01, mode: Mode = .rows) {
    self.factor = factor
    self.mode = mode
  }

  init(config: Config) throws {
    self.init(
      factor: try config.double("factor", default: 0.01),
      mode: try config.choice("mode", ["rows": .rows, "columns": .columns], default: .rows))
  }

  public var arguments: Arguments? {
    // Keras keeps the factor in float32.
    ["factor": Double(Float(factor)), "mode": mode == .rows ? "rows" : "columns"]
  }

  /// The penalty, a scalar.
  public func callAsFunction(_ values: Tensor) -> Tensor {
    let rows = mode == .rows ? values : values.transposed()
    let inverseLengths = minimum(rows.square().sum(axis: 1, keepDims: true).rsqrt(), 1e12)
    let unitRows = rows * inverseLengths
    let count = rows.shape[0]
    let cosines = matmul(unitRows, unitRows.transposed()) * (1 - Tensor.eye(count, dtype: values.dtype))
    let pairs = Double(count) * Double(count - 1) / 2
    return factor * 0.5 * cosines.abs().sum() / pairs
  }

  /// Checks the arguments, and whether they suit values of the given shape.
  public func validate(shape: [Int]) throws {
    guard factor >= 0, factor.isFinite else {
      throw StrataError.invalidArgument(
        owner: "the orthogonal regularizer", argument: "factor", expected: "finite and not negative",
        found: "\(factor)")
    }
    guard shape.count == 2 else {
      throw StrataError.invalidArgument(
        owner: "the orthogonal regularizer", argument: "the shape", expected: "that of a matrix",
        found: "\(shape)")
    }
  }
}

extension Regularizer where Self == OrthogonalRegularizer {
  /// A penalty on rows (or columns) of a matrix that are not orthogonal to each other.
  public static func orthogonal(
    factor: Double = 0.01, mode: OrthogonalRegularizer.Mode = .rows
  ) -> OrthogonalRegularizer {
    OrthogonalRegularizer(factor: factor, mode: mode)
  }
}
