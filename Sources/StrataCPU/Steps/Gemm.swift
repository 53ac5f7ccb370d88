import COneDNN
import CStrataKernels
import StrataGraph

/// A call of oneDNN's older routine for products of float32 matrices, which copies panels of both while it multiplies.
struct Gemm {
  private let left: Operand
  private let right: Operand
  private let result: StrataAddress
  private let (rows, length, columns): (Int, Int, Int)
  /// Elements from one row of the result to the next.
  private let resultStride: Int

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

  /// - Parameter resultStride: elements from one row of the result to the next; nil if they touch each other.
  init(
    left: MatrixView, at leftAddress: StrataAddress, right: MatrixView, at rightAddress: StrataAddress,
    result: StrataAddress, resultStride: Int? = nil
  ) {
    self.left = Operand(left, leftAddress)
    self.right = Operand(right, rightAddress)
    self.result = result
    (rows, length, columns) = (left.rows.size, left.columns.size, right.columns.size)
    self.resultStride = resultStride ?? columns
  }

  func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    let status = dnnl_sgemm(
      left.order, right.order, dnnl_dim_t(rows), dnnl_dim_t(columns), dnnl_dim_t(length), 1,
      left.pointer(bases), dnnl_dim_t(left.stride), right.pointer(bases), dnnl_dim_t(right.stride), 0,
      result.resolve(bases).assumingMemoryBound(to: Float.self), dnnl_dim_t(resultStride))
    precondition(
      status == dnnl_success,
      "oneDNN: the product \(rows)×\(length)×\(columns) failed with status \(status.rawValue)")
  }
}

extension MatrixView {
  /// Whether the columns are dense instead of the rows.
  var isTransposed: Bool { columns.stride != 1 }
}
