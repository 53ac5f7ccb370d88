import StrataGraph

extension Tensor {
  /// The singular values of a matrix `[m, n]` in descending order, as many as the smaller of m and n.
  ///
  /// By Jacobi's rotations in double precision. Only for concrete tensors; stops with a message for others.
  public func singularValues(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let matrix = HostMatrix(self, for: "singularValues", file: file, line: line)
    var rows = matrix.rows <= matrix.columns ? matrix : matrix.transposed
    rows.orthogonalizeRows()
    let norms = (0..<rows.rows).map { rows.rowProduct($0, $0).squareRoot() }
    return Tensor(norms.sorted(by: >)).converted(to: dtype.asFloatingPoint)
  }
}

extension HostMatrix {
  private func row(_ index: Int) -> ArraySlice<Double> {
    elements[(index * columns)..<((index + 1) * columns)]
  }

  fileprivate func rowProduct(_ first: Int, _ second: Int) -> Double {
    zip(row(first), row(second)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Rotates pairs of rows until all are orthogonal (Hestenes 1958); their norms are the singular values.
  fileprivate mutating func orthogonalizeRows() {
    // A few sweeps are enough for every matrix; the bound is for elements that are not finite.
    for _ in 0..<60 {
      var rotated = false
      for first in 0..<rows {
        for second in 0..<first where orthogonalize(first, second) { rotated = true }
      }
      if !rotated { return }
    }
  }

  /// Rotates two rows so that they are orthogonal. False if they already were.
  private mutating func orthogonalize(_ first: Int, _ second: Int) -> Bool {
    let (a, b) = (rowProduct(first, first), rowProduct(second, second))
    let mixed = rowProduct(first, second)
    guard mixed.magnitude > 1e-15 * (a * b).squareRoot() else { return false }
    let ratio = (b - a) / (2 * mixed)
    let tangent = (ratio < 0 ? -1 : 1) / (ratio.magnitude + (1 + ratio * ratio).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = cosine * tangent
    for column in 0..<columns {
      let (x, y) = (self[first, column], self[second, column])
      self[first, column] = cosine * x - sine * y
      self[second, column] = sine * x + cosine * y
    }
    return true
  }
}
