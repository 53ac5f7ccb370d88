import StrataGraph

/// A product of two matrices of float32 by oneDNN's older routine.
final class GemmStep: Step {
  private let product: Gemm

  init(label: String, _ product: Gemm, usesThreads: Bool) {
    self.product = product
    super.init(label: "\(label) (gemm)", usesThreads: usesThreads)
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    OneDNN.limitingThreads(!usesThreads) { product.run(bases) }
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
