import CStrataKernels
import StrataGraph

/// A reduction over neighbouring axes.
final class ReduceStep: Step {
  private var reduce: StrataReduce

  init(label: String, _ reduce: StrataReduce) {
    self.reduce = reduce
    super.init(label: label, usesThreads: reduce.parts > 1)
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) { strata_reduce_run(&reduce, bases) }
}

/// Splits a reduction over any axes into reductions over neighbouring ones, from the last axis to the first.
struct ReducePlan: StepPlan {
  private struct Pass {
    var reduce: StrataReduce
    var partialByteCount: Int
    var resultByteCount: Int
  }

  private let label: String
  private let operand: View
  private let result: Value
  private let dtype: DType
  private var passes: [Pass] = []

  init(_ plan: Plan, node: Int, reduction: Reduction, axes: [Int]) {
    let type = plan[plan.nodes[node].operands[0]]
    operand = plan.view(of: plan.nodes[node].operands[0])
    result = Value(node: node)
    dtype = type.dtype
    label = "reduce \(reduction) \(type.shape) over \(axes)"
    for (outer, length, inner) in Self.runs(type.shape, axes: axes) {
      var reduce = StrataReduce()
      reduce.reduction = reduction.kernelReduction
      reduce.type = dtype.kernelType
      reduce.outer = Int64(outer)
      reduce.length = Int64(length)
      reduce.inner = Int64(inner)
      reduce.parts = outer * length * inner < 32_768 ? 1 : strata_thread_count()
      let resultByteCount = outer * inner * dtype.byteCount
      let splits = strata_reduce_splits(&reduce)
      passes.append(
        Pass(
          reduce: reduce, partialByteCount: splits ? Int(reduce.parts) * resultByteCount : 0,
          resultByteCount: resultByteCount))
    }
  }

  /// Runs of reduced axes, the last first, as sizes before, of, and after the run when its turn comes.
  static func runs(_ shape: [Int], axes: [Int]) -> [(outer: Int, length: Int, inner: Int)] {
    var result: [(Int, Int, Int)] = []
    var inner = 1
    var axis = shape.count - 1
    while axis >= 0 {
      if axes.contains(axis) {
        var length = 1
        while axis >= 0, axes.contains(axis) || shape[axis] == 1 {
          length *= shape[axis]
          axis -= 1
        }
        result.append((shape[..<(axis + 1)].reduce(1, *), length, inner))
      } else {
        inner *= shape[axis]
        axis -= 1
      }
    }
    // Reducing no axes is a copy, and so is a reduction of length one.
    return result.isEmpty ? [(1, 1, inner)] : result
  }

  private func rounded(_ byteCount: Int) -> Int { (byteCount + 63) / 64 * 64 }

  var scratchByteCount: Int {
    passes.dropLast().reduce(0) { $0 + rounded($1.resultByteCount) }
      + partialByteCount
  }

  private var partialByteCount: Int { rounded(passes.map(\.partialByteCount).max() ?? 0) }

  func makeStep(_ addresses: AddressBook, _ memory: StepMemory) -> Step {
    var from = addresses.start(of: operand, dtype)
    var free = memory.scratch
    free.offset += Int64(partialByteCount)
    var steps: [Step] = []
    for (index, pass) in passes.enumerated() {
      var reduce = pass.reduce
      reduce.operand = from
      reduce.scratch = memory.scratch
      reduce.result = index == passes.count - 1 ? addresses[result] : free
      free.offset += Int64(rounded(pass.resultByteCount))
      from = reduce.result
      steps.append(ReduceStep(label: label, reduce))
    }
    return steps.count == 1 ? steps[0] : CompositeStep(label: label, steps)
  }
}
