import StrataGraph

extension Tensor {
  /// The singular values of a matrix `[m, n]` in descending order, as many as the smaller of m and n; all NaN if an
  /// element is not finite.
  ///
  /// In double precision, by reduction to two diagonals (Golub and Kahan, 1965) and bisection. Only for concrete
  /// tensors; stops with a message for others.
  public func singularValues(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let matrix = HostMatrix(self, for: "singularValues", file: file, line: line)
    var tall = matrix.rows >= matrix.columns ? matrix : matrix.transposed
    let values =
      tall.elements.allSatisfy(\.isFinite)
      ? tall.reduceToTwoDiagonals().singularValues : [Double](repeating: .nan, count: tall.columns)
    return Tensor(values).converted(to: dtype.asFloatingPoint)
  }
}

/// A square matrix that has numbers on its main diagonal and the one above it only.
private struct Bidiagonal {
  var main: [Double] = []
  var upper: [Double] = []

  /// In descending order.
  var singularValues: [Double] {
    // The numbers beside the zero diagonal of a symmetric matrix whose eigenvalues are plus and minus the singular
    // values.
    let beside = zip(main, upper + [0]).flatMap { [$0, $1] }.dropLast()
    let squares = beside.map { $0 * $0 }
    let bound = zip([0] + beside, beside + [0]).map { $0.magnitude + $1.magnitude }.max() ?? 0
    return main.indices.map { index in
      // As many as index + 1 of the singular values are not below the one sought.
      let countBelow = main.count - 1 - index
      var (low, high) = (0.0, bound)
      for _ in 0..<60 {
        let middle = (low + high) / 2
        if Self.count(of: squares, below: middle) > countBelow { high = middle } else { low = middle }
      }
      return high
    }
  }

  /// How many singular values are below a positive number: the signs of the pivots when that number times the
  /// identity is subtracted count the eigenvalues (Sylvester).
  private static func count(of squares: [Double], below number: Double) -> Int {
    var negativePivots = 1
    var pivot = -number
    for square in squares {
      pivot = -number - square / (pivot == 0 ? -.leastNormalMagnitude : pivot)
      if pivot < 0 { negativePivots += 1 }
    }
    return negativePivots - (squares.count + 1) / 2
  }
}

extension HostMatrix {
  /// The two diagonals to which reflections from both sides reduce a matrix that is not wider than tall; its
  /// singular values are the same.
  fileprivate mutating func reduceToTwoDiagonals() -> Bidiagonal {
    var result = Bidiagonal()
    for step in 0..<columns {
      let down = Reflection((step..<rows).map { self[$0, step] })
      result.main.append(down.length)
      reflectRows(down, fromRow: step, fromColumn: step + 1)
      if step + 1 < columns {
        let across = Reflection((step + 1..<columns).map { self[step, $0] })
        result.upper.append(across.length)
        reflectColumns(across, fromRow: step + 1, fromColumn: step + 1)
      }
    }
    return result
  }

  /// Reflects every column of the lower right part. Row by row, as the elements lie in memory.
  private mutating func reflectRows(_ reflection: Reflection, fromRow: Int, fromColumn: Int) {
    let width = columns - fromColumn
    var projections = [Double](repeating: 0, count: width)
    elements.withUnsafeMutableBufferPointer { elements in
      projections.withUnsafeMutableBufferPointer { projections in
        for (offset, factor) in reflection.normal.enumerated() {
          let start = (fromRow + offset) * columns + fromColumn
          for column in 0..<width { projections[column] += factor * elements[start + column] }
        }
        for (offset, factor) in reflection.normal.enumerated() {
          let start = (fromRow + offset) * columns + fromColumn
          for column in 0..<width { elements[start + column] -= 2 * factor * projections[column] }
        }
      }
    }
  }

  /// Reflects every row of the lower right part.
  private mutating func reflectColumns(_ reflection: Reflection, fromRow: Int, fromColumn: Int) {
    let width = columns - fromColumn
    elements.withUnsafeMutableBufferPointer { elements in
      reflection.normal.withUnsafeBufferPointer { normal in
        for row in fromRow..<rows {
          let start = row * columns + fromColumn
          var projection = 0.0
          for column in 0..<width { projection += normal[column] * elements[start + column] }
          for column in 0..<width { elements[start + column] -= 2 * projection * normal[column] }
        }
      }
    }
  }
}

/// The reflection that turns a vector into a multiple of the first unit vector (Householder, 1958).
private struct Reflection {
  /// The unit normal of the mirror; zeros if nothing needs to be reflected.
  let normal: [Double]
  /// The first element of the reflected vector.
  let length: Double

  init(_ vector: [Double]) {
    func norm(_ numbers: [Double]) -> Double { numbers.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    // The sign that does not cancel.
    length = vector[0] < 0 ? norm(vector) : -norm(vector)
    var difference = vector
    difference[0] -= length
    let distance = norm(difference)
    normal = distance > 0 ? difference.map { $0 / distance } : difference
  }
}
