import StrataGraph

extension Tensor {
  /// The matrix `[m, n]` as a product of Q, `[m, k]` with orthonormal columns, and the upper triangular R, `[k, n]`,
  /// with k the smaller of m and n.
  ///
  /// By Householder's reflections in double precision, with LAPACK's signs. Only for concrete tensors; stops with a
  /// message for others.
  public func qr(file: StaticString = #fileID, line: UInt = #line) -> (q: Tensor, r: Tensor) {
    var r = HostMatrix(self, for: "qr", file: file, line: line)
    let size = Swift.min(r.rows, r.columns)
    var reflections: [Reflection] = []
    for column in 0..<size {
      let reflection = Reflection(clearing: column, of: r)
      reflection.apply(to: &r, fromColumn: column)
      reflections.append(reflection)
    }
    var q = HostMatrix.identity(rows: r.rows, columns: size)
    for reflection in reflections.reversed() {
      // Before its own column, what it reflects is still zero.
      reflection.apply(to: &q, fromColumn: reflection.start)
    }
    for column in 0..<size {
      for row in (column + 1)..<Swift.max(r.rows, column + 1) { r[row, column] = 0 }
    }
    let dtype = self.dtype.asFloatingPoint
    return (q.tensor(dtype), r.prefix(rows: size, columns: r.columns).tensor(dtype))
  }
}

/// The reflection I − τvvᵀ, with v zero before `start`.
private struct Reflection {
  let start: Int
  /// v from `start` on; its first element is 1.
  let direction: [Double]
  let factor: Double

  /// The reflection that makes a column zero below the diagonal. The diagonal element gets the opposite sign of the
  /// one that was there, so that nothing cancels.
  init(clearing column: Int, of matrix: HostMatrix) {
    start = column
    let head = matrix[column, column]
    let tail = (column + 1..<Swift.max(matrix.rows, column + 1)).map { matrix[$0, column] }
    let tailSquare = tail.reduce(0) { $0 + $1 * $1 }
    guard tailSquare > 0 else {
      direction = [1] + tail
      factor = 0
      return
    }
    let norm = (head * head + tailSquare).squareRoot()
    let diagonal = head.sign == .minus ? norm : -norm
    direction = [1] + tail.map { $0 / (head - diagonal) }
    factor = (diagonal - head) / diagonal
  }

  /// Reflects the columns from `first` on.
  func apply(to matrix: inout HostMatrix, fromColumn first: Int) {
    guard factor != 0, first < matrix.columns else { return }
    let width = matrix.columns - first
    var projections = [Double](repeating: 0, count: width)
    // Row by row, as the elements lie in memory, through pointers: checked subscripts would not be vectorized.
    projections.withUnsafeMutableBufferPointer { projections in
      let stride = matrix.columns
      matrix.elements.withUnsafeMutableBufferPointer { elements in
        for (offset, weight) in direction.enumerated() {
          let row = (start + offset) * stride + first
          for column in 0..<width { projections[column] += weight * elements[row + column] }
        }
        for (offset, weight) in direction.enumerated() {
          let row = (start + offset) * stride + first
          for column in 0..<width { elements[row + column] -= factor * weight * projections[column] }
        }
      }
    }
  }
}
