import CStrataKernels
import StrataGraph

extension Plan {
  /// A copy of a view whose elements lie far apart.
  func transposePlan(_ node: Int, _ view: View) throws -> KernelPlan {
    let dtype = nodes[node].types[0].dtype
    let collapsed = view.collapsed()
    guard collapsed.shape.count <= Int(STRATA_MAXIMUM_RANK) else {
      throw EngineError("a view of \(view.shape) has too many axes")
    }
    var transpose = StrataTranspose()
    transpose.element_size = Int64(dtype.byteCount)
    transpose.rank = Int64(collapsed.shape.count)
    withUnsafeMutableBytes(of: &transpose.shape) { store(collapsed.shape, in: $0) }
    withUnsafeMutableBytes(of: &transpose.strides) { store(collapsed.strides, in: $0) }
    return KernelPlan { addresses, _ in
      transpose.operand = addresses.start(of: view, dtype)
      transpose.result = addresses[Value(node: node)]
      return KernelStep(
        label: "transpose \(collapsed.shape) by \(collapsed.strides)", transpose, strata_transpose_run)
    }
  }
}

/// Stores integers in an array of a C structure.
func store(_ integers: [Int], in memory: UnsafeMutableRawBufferPointer) {
  for (index, integer) in integers.enumerated() {
    memory.storeBytes(of: Int64(integer), toByteOffset: index * 8, as: Int64.self)
  }
}
