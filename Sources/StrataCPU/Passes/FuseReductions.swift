import StrataGraph

/// A reduction of what a chain computes.
struct ChainReduction {
  enum Layout: Equatable {
    /// So many adjacent elements become one.
    case rows(Int)
    /// Elements of each of so many columns become one.
    case columns(Int)
  }

  let node: Int
  let layout: Layout
}

extension Plan {
  /// Lets chains end in the reductions of their results, which then need no memory.
  ///
  /// A reduction depends on nothing but the chain, so this never makes a cycle.
  mutating func fuseReductions() {
    for unit in units.indices where units[unit].nodes.count == 1 {
      let node = units[unit].nodes[0]
      guard let (producer, layout) = reducedChain(node) else { continue }
      let chain = unitOfNode[producer]
      guard canTile(units[chain].reductions.map(\.layout) + [layout]) else { continue }
      units[chain].reductions.append(ChainReduction(node: node, layout: layout))
      units[unit].nodes = []
      unitOfNode[node] = chain
    }
  }

  /// The elementwise node whose result a node reduces, if a chain can do it.
  private func reducedChain(_ node: Int) -> (producer: Int, ChainReduction.Layout)? {
    guard case .reduce(_, let axes) = nodes[node].operation else { return nil }
    let operand = nodes[node].operands[0]
    let view = view(of: operand)
    guard let root = view.root, role(root.node) == .elementwise, view.isContiguous, view.offset == 0,
      view.count == self[root].count, view.count > 0
    else { return nil }
    let runs = ReducePlan.runs(self[operand].shape, axes: axes)
    guard runs.count == 1 else { return nil }
    let (outer, length, inner) = runs[0]
    if outer == 1 { return (root.node, .columns(inner)) }
    return inner == 1 ? (root.node, .rows(length)) : nil
  }

  /// Whether tiles can be chosen that suit all these reductions.
  private func canTile(_ layouts: [ChainReduction.Layout]) -> Bool {
    let row = commonMultiple(of: layouts)
    return row <= ChainPlan.largestTile || layouts.allSatisfy { $0.allowsParts(ofRow: row) }
  }
}

extension ChainReduction.Layout {
  var isColumns: Bool { if case .columns = self { true } else { false } }

  /// Whether a tile may have a part of a row of so many elements.
  func allowsParts(ofRow length: Int) -> Bool { self == .columns(length) || self == .columns(1) }

  /// The elements that a row has.
  var rowLength: Int {
    switch self {
    case .rows(let length): length
    case .columns(let count): count
    }
  }
}

/// How many elements are whole rows for all these reductions.
func commonMultiple(of layouts: [ChainReduction.Layout]) -> Int {
  layouts.map(\.rowLength).reduce(1) { result, length in
    var (x, y) = (result, length)
    while y > 0 { (x, y) = (y, x % y) }
    return result / x * length
  }
}
