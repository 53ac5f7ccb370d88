import CStrataKernels
import StrataGraph

extension Plan {
  /// Whether a node is a maximum over windows for which there are loops of their own.
  func isPool(_ node: Int) -> Bool {
    guard case .reduceWindow(.maximum, let window) = nodes[node].operation else { return false }
    var description = windowDescription(node, window)
    return strata_window_is_pool(&description)
  }

  func reduceWindowPlan(_ unit: Int, _ reduction: Reduction, _ window: Window) -> KernelPlan {
    let node = units[unit].nodes[0]
    let hasRelu = units[unit].epilogue != nil
    var description = windowDescription(node, window)
    description.least = hasRelu ? 0 : -.infinity
    description.reduction = reduction.kernelReduction
    let work = nodes[node].types[0].count * window.size.reduce(1, *)
    description.parts = work < 8192 ? 1 : strata_thread_count()
    let isPool = isPool(node)
    let scratchByteCount = Int(description.parts * strata_window_scratch(&description))
    let result = Value(node: units[unit].nodes.last!)
    return KernelPlan(scratchByteCount: scratchByteCount) { addresses, scratch in
      description.operand = address(0, of: node, addresses)
      description.source = description.operand
      description.result = addresses[result]
      description.scratch = scratch
      let label =
        "reduceWindow \(reduction) \(window.size) of \(self[nodes[node].operands[0]].shape)"
        + (hasRelu ? " + maximum" : "")
      return KernelStep(label: label, description, isPool ? strata_pool_run : strata_reduce_window_run)
    }
  }

  /// The maxima over windows of one of so many equal parts of the batch.
  func poolDescription(_ pooling: FusedPooling) -> StrataWindow {
    guard case .reduceWindow(let reduction, let window) = nodes[pooling.node].operation else {
      preconditionFailure("\(nodes[pooling.node].operation.name) is no pooling")
    }
    var description = windowDescription(pooling.node, window)
    description.least = pooling.hasRelu ? 0 : -.infinity
    description.reduction = reduction.kernelReduction
    description.outer /= Int64(pooling.partCount)
    description.parts = strata_thread_count()
    return description
  }

  func selectAndScatterPlan(_ node: Int, _ window: Window) -> KernelPlan {
    var description = windowDescription(node, window)
    let work = self[nodes[node].operands[1]].count * window.size.reduce(1, *)
    let isPool = strata_window_is_pool(&description)
    // Windows that overlap share elements within an item of the outer axis.
    let mostParts = isPool ? strata_thread_count() : min(description.outer, strata_thread_count())
    description.parts = work < 8192 ? 1 : max(1, mostParts)
    let scratchByteCount = Int(description.parts * strata_window_scratch(&description))
    return KernelPlan(scratchByteCount: scratchByteCount) { addresses, scratch in
      description.operand = address(0, of: node, addresses)
      description.source = address(1, of: node, addresses)
      description.result = addresses[Value(node: node)]
      description.scratch = scratch
      let label = "selectAndScatter \(window.size) of \(nodes[node].types[0].shape)"
      return KernelStep(
        label: label, description, isPool ? strata_pool_scatter_run : strata_select_and_scatter_run)
    }
  }

  /// Sorts the axes into those before, under and after the window.
  private func windowDescription(_ node: Int, _ window: Window) -> StrataWindow {
    let type = self[nodes[node].operands[0]]
    let output = windowCounts(type.shape, window)
    let windowed = type.shape.indices.filter {
      window.size[$0] != 1 || window.strides[$0] != 1 || window.paddingLow[$0] != 0
        || window.paddingHigh[$0] != 0
    }
    let first = windowed.first ?? 0
    let limit = (windowed.last ?? -1) + 1
    var description = StrataWindow()
    description.type = type.dtype.kernelType
    description.outer = Int64(type.shape[..<first].reduce(1, *))
    description.inner = Int64(type.shape[limit...].reduce(1, *))
    func middle(_ sizes: [Int], filler: Int) -> [Int] {
      windowed.isEmpty ? [filler] : Array(sizes[first..<limit])
    }
    description.rank = Int64(max(limit - first, 1))
    withUnsafeMutableBytes(of: &description.input) { store(middle(type.shape, filler: 1), in: $0) }
    withUnsafeMutableBytes(of: &description.output) { store(middle(output, filler: 1), in: $0) }
    withUnsafeMutableBytes(of: &description.size) { store(middle(window.size, filler: 1), in: $0) }
    withUnsafeMutableBytes(of: &description.strides) { store(middle(window.strides, filler: 1), in: $0) }
    withUnsafeMutableBytes(of: &description.padding) { store(middle(window.paddingLow, filler: 0), in: $0) }
    return description
  }
}

/// How many windows there are along each axis.
private func windowCounts(_ shape: [Int], _ window: Window) -> [Int] {
  shape.indices.map { axis in
    let padded = shape[axis] + window.paddingLow[axis] + window.paddingHigh[axis]
    return (padded - window.size[axis]) / window.strides[axis] + 1
  }
}
