import StrataGraph

extension Plan {
  /// Decides which outputs may be written straight into the buffers of the inputs they replace, and adds the
  /// dependencies that keep those inputs until they have been read.
  /// - Returns: the outputs that must be computed elsewhere and copied when all is done.
  func placeDonations(
    _ donations: [Int: Int], except unchanged: Set<Int>, dependencies: inout [Set<Int>]
  ) -> Set<Int> {
    var copiedLast: Set<Int> = []
    var position = positions(dependencies)
    let unitsReading = unitsReading(Set(inputs))
    for (output, input) in donations.sorted(by: { $0.key < $1.key }) where !unchanged.contains(output) {
      let writer = unitOfNode[outputs[output].node]
      let root = inputs[input]
      let readers = (unitsReading[root] ?? []).subtracting([writer])
      if canOverwrite(root, with: outputs[output], in: writer),
        !reaches(writer, from: readers, dependencies, position)
      {
        dependencies[writer].formUnion(readers)
        if readers.contains(where: { position[$0] > position[writer] }) { position = positions(dependencies) }
      } else {
        copiedLast.insert(output)
      }
    }
    return copiedLast
  }

  /// For each of some values, the units that read it from memory.
  func unitsReading(_ values: Set<Value>) -> [Value: Set<Int>] {
    var result: [Value: Set<Int>] = [:]
    for unit in units.indices {
      for view in externalReads(of: unit) {
        if let root = view.root, values.contains(root) { result[root, default: []].insert(unit) }
      }
    }
    return result
  }

  /// Whether a unit can put a result where one of its operands lies.
  func canOverwrite(_ operand: Value, with result: Value, in unit: Int) -> Bool {
    let node = units[unit].nodes[0]
    switch role(node) {
    case .elementwise:
      // The gradient of later rows is still to be computed.
      if let gradient = units[unit].gradient, reads(of: gradient).contains(where: { $0.root == operand }) {
        return false
      }
      return self[operand].dtype.byteCount == self[result].dtype.byteCount
        && externalReads(of: unit).allSatisfy { view in
          view.root != operand
            || view.isContiguous && view.offset == 0 && view.count == self[result].count
              && view.count == self[operand].count
        }
        && !units[unit].nodes.contains {
          nodes[$0].operation.isRandomBits && view(of: nodes[$0].operands[0]).root == operand
        }
    case .heavy:
      switch nodes[node].operation {
      case .scatter, .dynamicUpdateSlice:
        let views = reads(of: node)
        return views[0].root == operand && views[0].count == self[operand].count
          && views.dropFirst().allSatisfy { $0.root != operand }
      default:
        return !externalReads(of: unit).contains { $0.root == operand }
      }
    case .input, .constant, .view, .absorbed:
      return false
    }
  }

  /// For each unit, how many come before it in an order in which each comes after those it depends on.
  private func positions(_ dependencies: [Set<Int>]) -> [Int] {
    var result = units.map { _ in 0 }
    for (position, unit) in ordered(dependencies).enumerated() { result[unit] = position }
    return result
  }

  /// Whether a unit is among those that `starts` depend on. What comes before it cannot depend on it.
  private func reaches(
    _ unit: Int, from starts: Set<Int>, _ dependencies: [Set<Int>], _ position: [Int]
  ) -> Bool {
    var seen: Set<Int> = []
    var pending = Array(starts.filter { position[$0] >= position[unit] })
    while let next = pending.popLast() {
      if next == unit { return true }
      for dependency in dependencies[next]
      where position[dependency] >= position[unit] && seen.insert(dependency).inserted {
        pending.append(dependency)
      }
    }
    return false
  }
}
