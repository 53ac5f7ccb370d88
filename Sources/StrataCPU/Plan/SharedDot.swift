import CStrataKernels
import StrataGraph

/// The axis of a dot, `[rows, length] · [length, columns]`, that is cut into as many parts as there are threads.
enum SharedAxis {
  case rows, length, columns
}

/// A dot of two float32 matrices of which each thread computes a part that the plan has fixed.
struct SharedDot {
  let node: Int
  let left: MatrixView
  let right: MatrixView
  let bias: View?
  let result: Value
  var axis: SharedAxis
  let partCount = Int(strata_thread_count())

  var columns: Int { right.columns.size }
  var resultCount: Int { left.rows.size * columns }

  /// Whether our own tiles compute it, and at least as fast as the library: where a layer's batch is neither so small
  /// that copying the kernel takes long, nor so large that what is copied of the batch leaves the second-level cache.
  var suitsTiles: Bool {
    guard strata_has_shared_dot() else { return false }
    switch axis {
    case .length:
      return !left.isTransposed && !right.isTransposed && Self.batchSizes.contains(left.rows.size)
    case .columns:
      return !left.isTransposed && right.isTransposed && Self.batchSizes.contains(left.rows.size)
        && left.rows.size * left.columns.size <= Self.mostCopied
    case .rows:
      return left.isTransposed && !right.isTransposed && Self.batchSizes.contains(left.columns.size)
        && left.columns.size * columns <= Self.mostCopied
    }
  }

  private static let batchSizes = 16...4096
  /// Elements of the copies.
  private static let mostCopied = 1 << 18

  var label: String {
    "dot \(left.rows.size)×\(left.columns.size)×\(columns)" + (bias == nil ? "" : " + bias")
      + " by \(partCount) parts of the \(axis)"
  }
}

extension Plan {
  /// A dot whose parts have been fixed.
  func sharedDot(_ node: Int) -> SharedDot? { sharedAxes[node].flatMap { sharedDot(node, $0) } }

  /// A dot of two matrices as it would be if threads shared an axis; nil if its operands are not matrices.
  func sharedDot(_ node: Int, _ axis: SharedAxis) -> SharedDot? {
    guard case .dot(let axes) = nodes[node].operation, nodes[node].types[0].dtype == .float32 else {
      return nil
    }
    let (operands, unit) = (matrices(of: node, axes), unitOfNode[node])
    guard let left = operands.left, let right = operands.right, left.batch.size == 1 else { return nil }
    return SharedDot(
      node: node, left: left, right: right, bias: units[unit].epilogue?.bias,
      result: Value(node: units[unit].nodes.last!), axis: axis)
  }
}
