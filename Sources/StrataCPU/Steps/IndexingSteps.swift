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
    return KernelPlan { addresses, _ in
      gather.table = address(0, of: node, addresses)
      gather.indices = address(1, of: node, addresses)
      gather.result = addresses[Value(node: node)]
      return KernelStep(
        label: "gather \(indices.count) of \(table.shape), axis \(axis)", gather, strata_gather_run)
    }
  }

  func scatterPlan(_ node: Int, axis: Int, _ combination: ScatterCombination) throws -> KernelPlan {
    let (table, indices) = (self[nodes[node].operands[0]], self[nodes[node].operands[1]])
    if combination == .add && table.dtype == .bool {
      throw EngineError("there is no sum of bools to scatter")
    }
    var scatter = StrataScatter()
    scatter.type = table.dtype.kernelType
    scatter.adds = combination == .add
    scatter.outer = Int64(table.shape[..<axis].reduce(1, *))
    scatter.axis_size = Int64(table.shape[axis])
    scatter.index_count = Int64(indices.count)
    scatter.row_count = Int64(table.shape[(axis + 1)...].reduce(1, *))
    return KernelPlan { addresses, _ in
      scatter.operand = address(0, of: node, addresses)
      scatter.indices = address(1, of: node, addresses)
      scatter.updates = address(2, of: node, addresses)
      scatter.result = addresses[Value(node: node)]
      return KernelStep(
        label: "scatter \(combination) \(indices.count) to \(table.shape), axis \(axis)", scatter,
        strata_scatter_run)
    }
  }
}
