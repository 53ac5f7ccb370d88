extension Plan {
  /// The units whose results a unit reads.
  func dependencies(of unit: Int) -> Set<Int> {
    var result: Set<Int> = []
    for view in externalReads(of: unit) {
      if let root = view.root, unitOfNode[root.node] >= 0, unitOfNode[root.node] != unit {
        result.insert(unitOfNode[root.node])
      }
    }
    return result
  }

  /// What a unit reads from memory, that is, not what one of its nodes hands to another.
  func externalReads(of unit: Int) -> [View] {
    var result: [View] = []
    let nodes = units[unit].nodes
    if role(nodes[0]) == .elementwise {
      for node in nodes {
        for view in reads(of: node) {
          if let producer = chainedProducer(view, of: node), unitOfNode[producer] == unit { continue }
          result.append(view)
        }
      }
    } else {
      result = reads(of: nodes[0])
      if let bias = units[unit].epilogue?.bias { result.append(bias) }
    }
    return result
  }

  /// An order in which every unit comes after those it depends on, else as the graph was written.
  /// - Parameter dependencies: for each unit, the units that must come before it; without cycles.
  func ordered(_ dependencies: [Set<Int>]) -> [Int] {
    var order: [Int] = []
    var state = units.map { _ in Visit.new }
    let start = units.indices.sorted { units[$0].nodes.last! < units[$1].nodes.last! }
    for unit in start where state[unit] == .new {
      var stack = [unit]
      while let top = stack.last {
        if state[top] == .new {
          state[top] = .open
          stack += dependencies[top].sorted(by: >).filter { state[$0] == .new }
        } else {
          stack.removeLast()
          if state[top] == .open {
            state[top] = .done
            order.append(top)
          }
        }
      }
    }
    return order
  }
}

private enum Visit { case new, open, done }
