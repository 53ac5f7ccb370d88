import StrataGraph

/// Parts of matrices, which are the last two axes; leading axes are kept.
extension Tensor {
  private func checkMatrix(_ name: String, _ file: StaticString, _ line: UInt) {
    require(rank >= 2, "\(name): a tensor of shape \(shape) is no matrix", file: file, line: line)
  }

  /// The matrix with zeros above a diagonal; 0 is the main one, positive ones are above it.
  public func tril(diagonal: Int = 0, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    checkMatrix("tril", file, line)
    return masked("tril", diagonal, .lessEqual)
  }

  /// The matrix with zeros below a diagonal; 0 is the main one, positive ones are above it.
  public func triu(diagonal: Int = 0, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    checkMatrix("triu", file, line)
    return masked("triu", diagonal, .greaterEqual)
  }

  private func masked(_ name: String, _ diagonal: Int, _ comparison: Comparison) -> Tensor {
    .composite(name, [diagonal], of: [self]) { operands in
      let x = operands[0]
      let mask = Tensor.diagonalMask(Array(x.shape.suffix(2)), diagonal, comparison)
      return .elementwise(.select, [mask, x, .zeros([], dtype: x.dtype)])
    }
  }

  /// The elements of a diagonal as the last axis; 0 is the main one, positive ones are above it.
  public func diagonal(
    _ diagonal: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    checkMatrix("diagonal", file, line)
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    let first = diagonal >= 0 ? diagonal : -diagonal * columns
    let size = Swift.max(
      0, diagonal >= 0 ? Swift.min(rows, columns - diagonal) : Swift.min(rows + diagonal, columns))
    return .composite("diagonal", [diagonal], of: [self]) { operands in
      let places = Tensor.arange(size) * (columns + 1) + first
      return .apply(
        .gather(axis: rank - 2), [operands[0].reshaped(shape.dropLast(2) + [rows * columns]), places])
    }
  }

  /// The sum of the elements of a diagonal.
  public func trace(_ diagonal: Int = 0, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    self.diagonal(diagonal, file: file, line: line).sum(axis: -1)
  }
}
