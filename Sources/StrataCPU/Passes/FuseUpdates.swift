import StrataGraph

extension Plan {
  /// Lets the units that update kernels compute the kernels' gradients themselves, some rows at a time, where our own
  /// tiles do that and nothing else reads the gradients.
  /// - Parameter order: of the units; those that are spared leave it.
  mutating func fuseUpdates(_ order: inout [Int], donations: [Int: Int]) {
    let donated = Set(donations.values.map { inputs[$0] })
    let readers = unitsReading(Set(tiledDots.map { Value(node: $0) }))
    for unit in order where canUpdateByRows(unit) {
      let dots = Set(externalReads(of: unit).compactMap(\.root)).compactMap { sharedDot($0.node) }
        .filter { $0.axis == .rows && tiledDots.contains($0.node) && $0.bias == nil }
      guard dots.count == 1, let dot = dots.first, readers[dot.result] == [unit],
        !outputs.contains(dot.result),
        dot.resultCount == nodes[units[unit].nodes[0]].types[0].count,
        // What the dot reads must last until the rows are computed.
        reads(of: dot.node).allSatisfy({ $0.root.map { !donated.contains($0) } ?? false })
      else { continue }
      units[unit].gradient = dot.node
      order.removeAll { $0 == unitOfNode[dot.node] }
    }
  }

  /// Whether a unit can run on any elements at a time, given them in their order.
  private func canUpdateByRows(_ unit: Int) -> Bool {
    let first = units[unit].nodes[0]
    guard role(first) == .elementwise, units[unit].reductions.isEmpty, !fixedUnits.contains(unit) else {
      return false
    }
    let count = nodes[first].types[0].count
    return externalReads(of: unit).allSatisfy { view in
      guard let root = view.root else { return false }
      return self[root].count == 1 || view.isContiguous && (view.count == count || view.count == 1)
    }
  }
}
