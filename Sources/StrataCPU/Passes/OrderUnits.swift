import StrataGraph

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
      if let gradient = units[unit].gradient {
        result.removeAll { $0.root == Value(node: gradient) }
        result += reads(of: gradient)
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
    ordered(units.indices.sorted { units[$0].nodes.last! < units[$1].nodes.last! }, dependencies)
  }

  /// The same, but what a unit depends on comes just before it, and units come in the order of `start`.
  private func ordered(_ start: [Int], _ dependencies: [Set<Int>]) -> [Int] {
    var order: [Int] = []
    var state = units.map { _ in Visit.new }
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

  /// An order in which weights are updated as soon as their gradients are there, so that one piece of memory serves the
  /// gradients of all.
  /// - Parameter donations: for outputs that take over the buffer of an input, which.
  func orderedWithEarlyUpdates(_ dependencies: [Set<Int>], donations: [Int: Int]) -> [Int] {
    let order = ordered(dependencies)
    var position = units.map { _ in 0 }
    for (index, unit) in order.enumerated() { position[unit] = index }
    let updates = Set(donations.keys.map { unitOfNode[outputs[$0].node] }.filter { $0 >= 0 })
    /// After which position all is there that a unit needs but for single numbers, such as a learning rate.
    func readiness(of unit: Int) -> Int {
      dependencies[unit].map { isOneNumber($0) ? readiness(of: $0) : position[$0] }.max() ?? -1
    }
    let start = order.map { unit in
      let isMoved = updates.contains(unit) && !isOneNumber(unit)
      return (unit: unit, key: isMoved ? (readiness(of: unit), 1) : (position[unit], 0))
    }
    return ordered(start.sorted { $0.key < $1.key }.map(\.unit), dependencies)
  }

  private func isOneNumber(_ unit: Int) -> Bool {
    role(units[unit].nodes[0]) == .elementwise && nodes[units[unit].nodes[0]].types[0].count == 1
  }
}

private enum Visit { case new, open, done }
