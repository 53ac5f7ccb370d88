import CStrataKernels
import StrataGraph

extension Plan {
  /// Plans the step of a unit, or nil if there is nothing to compute.
  func stepPlan(unit: Int, stored: [Value]) throws -> (any StepPlan)? {
    if stored.allSatisfy({ self[$0].count == 0 }) { return nil }
    let node = units[unit].nodes[0]
    if role(node) == .elementwise {
      let chain = try ChainPlan(self, unit: unit, stored: stored)
      return units[unit].gradient.map { TiledDotPlan(sharedDot($0)!, update: chain) } ?? chain
    }
    switch nodes[node].operation {
    case .dot(let axes):
      if let dot = sharedDot(node) {
        return tiledDots.contains(node) ? TiledDotPlan(dot, update: nil) : SharedDotPlan(dot)
      }
      if let small = SmallDotPlan(self, unit: unit, axes) { return small }
      return try PackedDotPlan(self, unit: unit, axes) ?? DotPlan(self, unit: unit, axes)
    case .convolution(let geometry), .convolutionInputGradient(let geometry, _),
      .convolutionKernelGradient(let geometry, _):
      return try convolutionPlan(unit, geometry)
    case .reduce(let reduction, let axes):
      return ReducePlan(self, node: node, reduction: reduction, axes: axes)
    case .reduceWindow(let reduction, let window): return reduceWindowPlan(unit, reduction, window)
    case .selectAndScatter(let window): return selectAndScatterPlan(node, window)
    case .argReduce(let extreme, let axis): return argReducePlan(node, extreme, axis: axis)
    case .sort(let axis, let descending): return sortPlan(node, axis: axis, descending: descending)
    case .gather(let axis): return gatherPlan(node, axis: axis)
    case .scatter(let axis, let combination): return try scatterPlan(node, axis: axis, combination)
    case .concatenate(let axis): return try concatenatePlan(node, axis: axis)
    case .pad(let low, _, let interior): return try padPlan(node, low: low, interior: interior)
    case .dynamicSlice: return try dynamicSlicePlan(node)
    case .dynamicUpdateSlice: return try dynamicUpdateSlicePlan(node)
    case .scan(let scan): return try ScanPlan(self, node: node, scan)
    default: return try transposePlan(node, copied[node]!)
    }
  }

  /// Where a contiguous operand starts.
  func address(_ operand: Int, of node: Int, _ addresses: AddressBook) -> StrataAddress {
    let value = nodes[node].operands[operand]
    return addresses.start(of: view(of: value), self[value].dtype)
  }
}
