import StrataGraph

/// A matrix in the host's memory, in double precision and row-major order, for decompositions.
struct HostMatrix {
  let rows: Int
  let columns: Int
  var elements: [Double]

  init(rows: Int, columns: Int, elements: [Double]) {
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Ones on the main diagonal, zeros elsewhere.
  static func identity(rows: Int, columns: Int) -> HostMatrix {
    let zeros = [Double](repeating: 0, count: rows * columns)
    var matrix = HostMatrix(rows: rows, columns: columns, elements: zeros)
    for index in 0..<min(rows, columns) { matrix[index, index] = 1 }
    return matrix
  }

  /// The elements of a concrete tensor with two axes.
  init(_ tensor: Tensor, for operation: String, file: StaticString, line: UInt) {
    require(
      tensor.rank == 2 && !tensor.isTraced, "\(operation): needs a concrete matrix, not \(tensor.type)",
      file: file,
      line: line)
    self.init(
      rows: tensor.shape[0], columns: tensor.shape[1],
      elements: tensor.converted(to: .float64).scalars(as: Double.self))
  }

  subscript(row: Int, column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// The first rows and columns.
  func prefix(rows newRows: Int, columns newColumns: Int) -> HostMatrix {
    HostMatrix(
      rows: newRows, columns: newColumns,
      elements: (0..<newRows).flatMap { elements[($0 * columns)..<($0 * columns + newColumns)] })
  }

  var transposed: HostMatrix {
    HostMatrix(
      rows: columns, columns: rows,
      elements: (0..<columns).flatMap { column in (0..<rows).map { self[$0, column] } })
  }

  /// The matrix as a tensor of the given element type.
  func tensor(_ dtype: DType) -> Tensor { Tensor(elements, shape: [rows, columns]).converted(to: dtype) }
}
