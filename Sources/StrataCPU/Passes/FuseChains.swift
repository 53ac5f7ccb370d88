import CStrataKernels
import StrataGraph

extension Plan {
  /// Makes a unit of each heavy node, and units of elementwise nodes that can run in one go over the elements.
  mutating func formUnits() {
    unitOfNode = nodes.map { _ in -1 }
    let reads = NodeReads(self)
    var order = UnitOrder()
    for node in reads.nodesInOrder {
      switch role(node) {
      case .input, .constant, .view, .absorbed: continue
      case .heavy: startHeavyUnit(node)
      case .elementwise: startUnit(node)
      }
      order.append(units.count - 1)
      if role(node) == .elementwise { joinChain(node, reads, &order) }
    }
    fuseReductions()
    recomputeValues()
    fusePoolings()
    let kept = units.indices.filter { !units[$0].nodes.isEmpty }
    units = kept.map { units[$0] }
    for (index, unit) in units.enumerated() {
      for node in unit.nodes + unit.reductions.map(\.node) { unitOfNode[node] = index }
    }
  }

  private mutating func startUnit(_ node: Int) {
    unitOfNode[node] = units.count
    units.append(Unit(nodes: [node]))
  }

  private mutating func startHeavyUnit(_ node: Int) {
    startUnit(node)
    guard let epilogue = epilogues[node] else { return }
    units[units.count - 1].epilogue = epilogue
    units[units.count - 1].nodes.append(epilogue.node)
    unitOfNode[epilogue.node] = unitOfNode[node]
  }

  private mutating func joinChain(_ node: Int, _ reads: NodeReads, _ order: inout UnitOrder) {
    for producer in self.reads(of: node).compactMap({ chainedProducer($0, of: node) }) {
      let other = unitOfNode[producer]
      let own = unitOfNode[node]
      guard other != own, fits(units[other].nodes, own), order.join(own, to: other, in: self, reads) else {
        continue
      }
      for moved in units[own].nodes { unitOfNode[moved] = other }
      units[other].nodes = (units[other].nodes + units[own].nodes).sorted()
      units[own].nodes = []
    }
  }

  /// The elementwise node that computes what a node reads, if both go over the same elements in the same order.
  func chainedProducer(_ view: View, of node: Int) -> Int? {
    guard let root = view.root, role(root.node) == .elementwise, !nodes[node].operation.isRandomBits,
      view.offset == 0, view.isContiguous, view.count == nodes[node].types[0].count,
      self[root].count == view.count
    else { return nil }
    return root.node
  }

  /// Whether a unit stays within the operands that a chain may have if some nodes come to it.
  func fits(_ more: [Int], _ unit: Int) -> Bool {
    let members = units[unit].nodes + more
    return members.reduce(0) { $0 + 1 + reads(of: $1).count } <= Int(STRATA_MAXIMUM_OPERANDS)
  }
}
