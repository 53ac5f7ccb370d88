import CStrataKernels
import StrataGraph

/// What one kernel computes.
enum ChainOperation {
  case node(Operation)
  case fused(StrataFused)
  case copy

  /// - Parameters:
  ///   - operand: the type of the first operand.
  ///   - form: which operands are scalars.
  /// - Returns: nil if there is no such kernel.
  func kernel(operand: DType, result: DType, form: StrataForm) -> StrataKernel? {
    switch self {
    case .fused(let fused): return strata_fused_kernel(fused, form)
    case .node(.binary(let op)): return strata_binary_kernel(op.kernelOperator, operand.kernelType, form)
    case .node(.compare(let comparison)):
      return strata_comparison_kernel(comparison.kernelOperator, operand.kernelType, form)
    case .node(.select): return strata_select_kernel(result.kernelType, form)
    default: break
    }
    guard form == STRATA_VECTORS else { return nil }
    switch self {
    case .copy: return strata_copy_kernel(Int64(result.byteCount))
    case .node(.convert): return strata_convert_kernel(operand.kernelType, result.kernelType)
    case .node(.unary(let op)): return strata_unary_kernel(op.kernelOperator, operand.kernelType)
    case .node(.clamp): return strata_clamp_kernel(operand.kernelType)
    default: return nil
    }
  }

  /// About how many additions computing one element is worth.
  var cost: Int {
    switch self {
    case .node(.unary(let op)):
      switch op {
      case .negate, .abs, .sign, .floor, .ceil, .round, .not, .isFinite: 1
      default: 8
      }
    case .node(.binary(.power)), .node(.binary(.atan2)), .node(.binary(.remainder)), .node(.binary(.divide)):
      8
    case .fused(STRATA_ROOT_QUOTIENT), .fused(STRATA_ROOT_QUOTIENT_STEP): 16
    default: 1
    }
  }
}
