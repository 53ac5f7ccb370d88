/// What each node of a plan reads from others, looked up once.
struct NodeReads {
  struct Read {
    let node: Int
    /// Whether a chain could hand it over.
    let isChained: Bool
  }

  let ofNode: [[Read]]
  /// The live nodes, each after those that it reads.
  private(set) var nodesInOrder: [Int] = []

  init(_ plan: Plan) {
    ofNode = plan.nodes.indices.map { node in
      guard plan.isLive[node], plan.role(node) != .view else { return [] }
      return plan.reads(of: node).compactMap { view in
        view.root.map { Read(node: $0.node, isChained: plan.chainedProducer(view, of: node) != nil) }
      }
    }
    var isDone = plan.nodes.map { _ in false }
    for node in plan.nodes.indices where plan.isLive[node] { visit(node, plan, &isDone) }
  }

  /// Most nodes come after those that they read as they are. Copies that an earlier pass put at the end do not, nor
  /// biases that are computed after the product to which they are added.
  private mutating func visit(_ node: Int, _ plan: Plan, _ isDone: inout [Bool]) {
    if isDone[node] { return }
    isDone[node] = true
    for read in ofNode[node] { visit(read.node, plan, &isDone) }
    if let bias = plan.epilogues[node]?.bias?.root { visit(bias.node, plan, &isDone) }
    nodesInOrder.append(node)
  }
}

/// Units in an order in which each comes after those that it depends on, kept so while units are joined.
///
/// What lies before a unit cannot depend on it. So a search for dependencies between two units needs to look only at
/// what lies between them, which is little for most.
struct UnitOrder {
  private var units: [Int] = []
  /// Where each unit is in `units`.
  private var position: [Int] = []
  /// For each unit, the number of the last search that came by.
  private var seen: [Int] = []
  private var searchCount = 0

  /// Adds the next unit, which depends on earlier ones only.
  mutating func append(_ unit: Int) {
    position.append(units.count)
    units.append(unit)
    seen.append(0)
  }

  /// Makes room for two units to become one, unless something would then depend on itself.
  /// - Returns: whether the units can be joined; the second one is then where the joined unit is to be.
  mutating func join(_ unit: Int, to other: Int, in plan: Plan, _ reads: NodeReads) -> Bool {
    let (early, late) = position[unit] < position[other] ? (unit, other) : (other, unit)
    guard let between = unitsBetween(early, late, in: plan, reads) else { return false }
    let region = position[early]...position[late]
    let rest = units[region].filter { $0 != unit && $0 != other && seen[$0] != searchCount }
    let reordered = between.sorted { position[$0] < position[$1] } + [other] + rest + [unit]
    for (place, unit) in zip(region, reordered) {
      units[place] = unit
      position[unit] = place
    }
    return true
  }

  /// The units after the early one that the late one depends on, without what a chain would hand over.
  /// - Returns: nil if one of them, or the late unit itself, reads a result of the early unit from memory.
  private mutating func unitsBetween(
    _ early: Int, _ late: Int, in plan: Plan, _ reads: NodeReads
  ) -> [Int]? {
    searchCount += 1
    seen[late] = searchCount
    var found: [Int] = []
    var pending = [late]
    while let unit = pending.popLast() {
      var next: [Int] = []
      for node in plan.units[unit].nodes {
        for read in reads.ofNode[node] {
          let producer = plan.unitOfNode[read.node]
          if producer == early {
            if unit == late && read.isChained { continue }
            return nil
          }
          guard producer >= 0, position[producer] > position[early], seen[producer] != searchCount else {
            continue
          }
          seen[producer] = searchCount
          next.append(producer)
        }
      }
      found += next
      // The earliest is looked at first: the way back to the early unit is shortest from there.
      pending += next.sorted { position[$0] > position[$1] }
    }
    return found
  }
}
