import COneDNN
import CStrataKernels
import StrataGraph

/// A product of two matrices of float32 by oneDNN's older routine, which copies panels of both while it multiplies.
final class GemmStep: Step {
  private let left: Operand
  private let right: Operand
  private let result: StrataAddress
  private let (rows, length, columns): (Int, Int, Int)

  private struct Operand {
    let address: StrataAddress
    /// `T` for a matrix of which columns are dense instead of rows.
    let order: CChar
    /// Elements from one dense row or column to the next.
    let stride: Int

    init(_ matrix: MatrixView, _ address: StrataAddress) {
      self.address = address
      order = CChar(UInt8(ascii: matrix.isTransposed ? "T" : "N"))
      stride = matrix.isTransposed ? matrix.columns.stride : matrix.rows.stride
    }

    func pointer(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) -> UnsafePointer<Float> {
      UnsafePointer(address.resolve(bases).assumingMemoryBound(to: Float.self))
    }
  }

  init(
    label: String, left: MatrixView, at leftAddress: StrataAddress, right: MatrixView,
    at rightAddress: StrataAddress, result: StrataAddress, usesThreads: Bool
  ) {
    self.left = Operand(left, leftAddress)
    self.right = Operand(right, rightAddress)
    self.result = result
    (rows, length, columns) = (left.rows.size, left.columns.size, right.columns.size)
    super.init(label: "\(label) (gemm)", usesThreads: usesThreads)
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    let status = OneDNN.limitingThreads(!usesThreads) {
      dnnl_sgemm(
        left.order, right.order, dnnl_dim_t(rows), dnnl_dim_t(columns), dnnl_dim_t(length), 1,
        left.pointer(bases), dnnl_dim_t(left.stride), right.pointer(bases), dnnl_dim_t(right.stride), 0,
        result.resolve(bases).assumingMemoryBound(to: Float.self), dnnl_dim_t(columns))
    }
    precondition(status == dnnl_success, "oneDNN: \(label) failed with status \(status.rawValue)")
  }

  /// Whether this routine is the faster one for matrices with plain layouts, as measured against oneDNN's `matmul`
  /// with sizes from 1 to 2,048:
  /// - a transposed left operand, as in the gradient of a kernel: 1.0 to 1.3 times as fast for long sums, but for
  ///   columns that start at multiples of 4 KB and few results, where it is up to a quarter slower. For short sums it
  ///   leaves the results in the caches of other threads than those that will read them;
  /// - few rows and many columns: 1.0 to 2.5 times as fast;
  /// - a transposed right operand: 1.3 to 4 times as fast for up to 4 rows, and only half as fast for many.
  static func suits(left: MatrixView, right: MatrixView) -> Bool {
    let (rows, length, columns) = (left.rows.size, left.columns.size, right.columns.size)
    if right.isTransposed { return rows <= 4 || rows <= 8 && length >= 128 }
    if left.isTransposed { return length >= 128 && (left.columns.stride % 1024 != 0 || columns >= rows) }
    return rows <= 64 && columns >= 512 && length >= 32
  }
}

extension MatrixView {
  /// Whether the columns are dense instead of the rows.
  var isTransposed: Bool { columns.stride != 1 }
}
