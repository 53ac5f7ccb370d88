import CStrataKernels
import StrataGraph

extension Plan {
  func argReducePlan(_ node: Int, _ extreme: ArgumentReduction, axis: Int) -> KernelPlan {
    let type = self[nodes[node].operands[0]]
    var reduce = StrataArgReduce()
    reduce.type = type.dtype.kernelType
    reduce.finds_maximum = extreme == .maximum
    (reduce.outer, reduce.length, reduce.inner) = split(type.shape, at: axis)
    return KernelPlan { addresses, _ in
      reduce.operand = address(0, of: node, addresses)
      reduce.result = addresses[Value(node: node)]
      return KernelStep(
        label: "argReduce \(extreme) \(type.shape), axis \(axis)", reduce, strata_arg_reduce_run)
    }
  }

  func sortPlan(_ node: Int, axis: Int, descending: Bool) -> KernelPlan {
    let type = self[nodes[node].operands[0]]
    var sort = StrataSort()
    sort.type = type.dtype.kernelType
    sort.descending = descending
    (sort.outer, sort.length, sort.inner) = split(type.shape, at: axis)
    sort.parts = type.count < 4096 ? 1 : min(strata_thread_count(), sort.outer * sort.inner)
    let scratchByteCount = Int(sort.parts * strata_sort_scratch(&sort))
    return KernelPlan(scratchByteCount: scratchByteCount) { addresses, scratch in
      sort.operand = address(0, of: node, addresses)
      sort.result = addresses[Value(node: node)]
      sort.positions = addresses[Value(node: node, result: 1)]
      sort.scratch = scratch
      return KernelStep(label: "sort \(type.shape), axis \(axis)", sort, strata_sort_run)
    }
  }

  /// The sizes before, of and after an axis.
  private func split(_ shape: [Int], at axis: Int) -> (Int64, Int64, Int64) {
    (
      Int64(shape[..<axis].reduce(1, *)), Int64(shape[axis]), Int64(shape[(axis + 1)...].reduce(1, *))
    )
  }
}
