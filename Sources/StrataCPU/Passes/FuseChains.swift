import CStrataKernels
import StrataGraph

extension Plan {
  /// Makes a unit of each heavy node, and units of elementwise nodes that can run in one go over the elements.
  mutating func formUnits() {
    unitOfNode = nodes.map { _ in -1 }
    var search = DependencySearch(self)
    for node in nodes.indices where isLive[node] && unitOfNode[node] < 0 {
      switch role(node) {
      case .input, .constant, .view, .absorbed: continue
      case .heavy: startHeavyUnit(node)
      case .elementwise: joinChain(node, &search)
      }
    }
    fuseReductions()
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
    units[units.count - 1].nodes.append(epilogue.sum)
    unitOfNode[epilogue.sum] = unitOfNode[node]
  }

  private mutating func joinChain(_ node: Int, _ search: inout DependencySearch) {
    startUnit(node)
    for producer in reads(of: node).compactMap({ chainedProducer($0, of: node) }) {
      let other = unitOfNode[producer]
      let own = unitOfNode[node]
      guard other != own, fits(other, own), !search.wouldMakeCycle(joining: other, own, in: self) else {
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

  /// Whether two units together stay within the operands that a chain may have.
  private func fits(_ first: Int, _ second: Int) -> Bool {
    let members = units[first].nodes + units[second].nodes
    return members.reduce(0) { $0 + 1 + reads(of: $1).count } <= Int(STRATA_MAXIMUM_OPERANDS)
  }
}

/// Looks for dependencies between units.
private struct DependencySearch {
  /// What each node reads: the node it comes from, and whether a chain could hand it over.
  private let reads: [[(node: Int, isChained: Bool)]]
  /// For each node, the number of the last search that came by.
  private var seen: [Int]
  private var number = 0

  init(_ plan: Plan) {
    reads = plan.nodes.indices.map { node in
      guard plan.isLive[node], plan.role(node) != .view else { return [] }
      return plan.reads(of: node).compactMap { view in
        view.root.map { ($0.node, plan.chainedProducer(view, of: node) != nil) }
      }
    }
    seen = plan.nodes.map { _ in 0 }
  }

  /// Whether anything that the two units read from memory depends on one of them.
  mutating func wouldMakeCycle(joining first: Int, _ second: Int, in plan: Plan) -> Bool {
    number += 1
    func isTarget(_ node: Int) -> Bool { plan.unitOfNode[node] == first || plan.unitOfNode[node] == second }
    var pending: [Int] = []
    for unit in [first, second] {
      for member in plan.units[unit].nodes {
        for read in reads[member] where !(read.isChained && isTarget(read.node)) { pending.append(read.node) }
      }
    }
    while let node = pending.popLast() {
      if seen[node] == number { continue }
      seen[node] = number
      if isTarget(node) { return true }
      // A copy that an earlier pass put at the end of the list is read before it has a unit.
      let unit = plan.unitOfNode[node]
      for member in unit >= 0 ? plan.units[unit].nodes : [node] {
        seen[member] = number
        for read in reads[member] where seen[read.node] != number { pending.append(read.node) }
      }
    }
    return false
  }
}
