import CStrataKernels
import StrataGraph

extension Plan {
  func gatherPlan(_ node: Int, axis: Int) -> KernelPlan {
    let (table, indices) = (self[nodes[node].operands[0]], self[nodes[node].operands[1]])
    var gather = StrataGather()
    gather.outer = Int64(table.shape[..<axis].reduce(1, *))
    gather.axis_size = Int64(table.shape[axis])
    gather.index_count = Int64(indices.count)
    gather.row_size = Int64(table.shape[(axis + 1)...].reduce(1, *) * table.dtype.byteCount)
    return KernelPlan { addresses in
      gather.table = address(0, of: node, addresses)
      gather.indices = address(1, of: node, addresses)
      gather.result = addresses[Value(node: node)]
      return KernelStep(label: "gather \(indices.count) of \(table.shape), axis \(axis)", gather, strata_gather_run)
    }
  }
}
