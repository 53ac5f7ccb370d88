import CStrataKernels
import StrataGraph

/// Plans a product of matrices that is done before the library would have begun, on one thread.
///
/// What takes the library 1 to 3 µs, most of them around the product, takes 0.02 (2 × 2 × 2) to 1.5 µs.
struct SmallDotPlan: StepPlan {
  /// Up to so many elements of a right operand with dense columns are worth being copied row by row.
  private static let mostCopied = 2048

  private let left: MatrixView
  private let right: MatrixView
  private let bias: View?
  private let result: Value

  /// - Returns: nil if the product is not small, or not one of two float32 matrices.
  init?(_ plan: Plan, unit: Int, _ axes: DotAxes) {
    let node = plan.units[unit].nodes[0]
    let operands = plan.matrices(of: node, axes)
    guard let left = operands.left, let right = operands.right, left.batch.size == 1,
      plan.nodes[node].types[0].dtype == .float32, strata_has_small_dot(),
      left.rows.size * left.columns.size * right.columns.size < DotPlan.leastSharedWork,
      !right.isTransposed || right.rows.size * right.columns.size <= Self.mostCopied
    else { return nil }
    (self.left, self.right) = (left, right)
    bias = plan.units[unit].epilogue?.bias
    result = Value(node: plan.units[unit].nodes.last!)
  }

  private var rightCount: Int { right.rows.size * right.columns.size }

  var scratchByteCount: Int { right.isTransposed ? 4 * rightCount : 0 }

  func makeStep(_ addresses: AddressBook, _ memory: StepMemory) -> Step {
    var dot = StrataSmallDot()
    dot.left = addresses.start(of: left.view, .float32)
    dot.right = addresses.start(of: right.view, .float32)
    (dot.result, dot.scratch) = (addresses[result], memory.scratch)
    dot.has_bias = bias != nil
    if let bias { dot.bias = addresses.start(of: bias, .float32) }
    let (rows, length, columns) = (left.rows.size, left.columns.size, right.columns.size)
    (dot.rows, dot.length, dot.columns) = (Int64(rows), Int64(length), Int64(columns))
    (dot.left_row_stride, dot.left_column_stride) = (Int64(left.rows.stride), Int64(left.columns.stride))
    (dot.right_row_stride, dot.right_column_stride) = (Int64(right.rows.stride), Int64(right.columns.stride))
    return KernelStep(
      label: "dot \(rows)×\(length)×\(columns)" + (bias == nil ? "" : " + bias"), usesThreads: false, dot,
      strata_small_dot_run)
  }
}
