import StrataGraph

extension Plan {
  /// Lets chains compute again what another chain would have to write to memory for them, where that moves fewer
  /// bytes: in a batch normalization `x − mean` is computed from `x`, which is in memory anyway, wherever it is needed.
  ///
  /// What a value is computed from comes before the value, so this never makes a cycle.
  mutating func recomputeValues() {
    var readers = readersOfMemory()
    for node in nodes.indices where isLarge(node) {
      let others = (readers[node] ?? []).filter { $0 < 0 || unitOfNode[$0] != unitOfNode[node] }
      guard !others.isEmpty, others.allSatisfy({ isChainedReader($0, of: node) }),
        let recipe = recipe(for: node, readers)
      else { continue }
      let units = Set(others.map { unitOfNode[$0] }).sorted()
      guard units.allSatisfy({ fits(recipe.nodes, $0) }), isWorthwhile(recipe, for: node, in: units) else {
        continue
      }
      for unit in units { copy(recipe, to: unit, for: others.filter { unitOfNode[$0] == unit }, &readers) }
      readers[node]!.removeAll(where: others.contains)
      dropIfUnread(node, &readers)
    }
  }

  /// How to compute a value from what is in memory.
  private struct Recipe {
    /// In order; the value itself is the last.
    var nodes: [Int] = []
    var reads: Set<View> = []
  }

  /// Whether a chain computes so many bytes that a core's caches do not keep them until they are read.
  private func isLarge(_ node: Int) -> Bool {
    isLive[node] && role(node) == .elementwise && self[Value(node: node)].byteCount >= 256 << 10
  }

  /// Whether a node could get a value from its own chain.
  private func isChainedReader(_ reader: Int, of node: Int) -> Bool {
    reader >= 0 && role(reader) == .elementwise && copied[reader] == nil
      && reads(of: reader).allSatisfy { $0.root?.node != node || chainedProducer($0, of: reader) == node }
  }

  /// A few cheap operations that lead to a value; nil if it takes more than that.
  private func recipe(for node: Int, _ readers: [Int: [Int]]) -> Recipe? {
    var recipe = Recipe()
    func add(_ member: Int) -> Bool {
      if recipe.nodes.contains(member) { return true }
      let operation = nodes[member].operation
      guard copied[member] == nil, !operation.isRandomBits, ChainOperation.node(operation).cost == 1 else {
        return false
      }
      for view in reads(of: member) {
        if let producer = chainedProducer(view, of: member), unitOfNode[producer] == unitOfNode[node],
          !isStored(producer, readers)
        {
          guard add(producer) else { return false }
        } else {
          // The buffer of an input may be written to before the value is needed again.
          if let root = view.root, role(root.node) == .input, self[root].count > 65_536 { return false }
          recipe.reads.insert(view)
        }
      }
      recipe.nodes.append(member)
      return recipe.nodes.count <= 4
    }
    return add(node) ? recipe : nil
  }

  private func isStored(_ node: Int, _ readers: [Int: [Int]]) -> Bool {
    readers[node, default: []].contains { $0 < 0 || unitOfNode[$0] != unitOfNode[node] }
  }

  /// Whether fewer bytes are moved if units compute a value themselves. To write a byte takes two: memory is read
  /// before. An operation on an element that lies in the cache takes about as long as to move a byte.
  private func isWorthwhile(_ recipe: Recipe, for node: Int, in units: [Int]) -> Bool {
    let stored = (2 + units.count) * self[Value(node: node)].byteCount
    let recomputed = units.reduce(0) { sum, unit in
      recipe.reads.subtracting(externalReads(of: unit)).reduce(sum) { $0 + byteCount(of: $1) }
        + recipe.nodes.count * self[Value(node: node)].count
    }
    return recomputed < stored
  }

  private mutating func copy(
    _ recipe: Recipe, to unit: Int, for others: [Int], _ readers: inout [Int: [Int]]
  ) {
    var copies: [Int: Value] = [:]
    func copied(_ value: Value) -> Value {
      view(of: value).root.flatMap { copies[$0.node] } ?? value
    }
    for member in recipe.nodes {
      let operands = nodes[member].operands.map(copied)
      copies[member] = Value(node: nodes.count)
      nodes.append(
        PlanNode(operation: nodes[member].operation, operands: operands, types: nodes[member].types))
      views.append(View(copies[member]!, shape: nodes[member].types[0].shape))
      isLive.append(true)
      unitOfNode.append(unit)
      for view in reads(of: nodes.count - 1) {
        if let root = view.root { readers[root.node, default: []].append(nodes.count - 1) }
      }
    }
    let place = units[unit].nodes.firstIndex(where: others.contains)!
    units[unit].nodes.insert(contentsOf: recipe.nodes.map { copies[$0]!.node }, at: place)
    for reader in others {
      nodes[reader].operands = nodes[reader].operands.map(copied)
      readers[copies[recipe.nodes.last!]!.node, default: []].append(reader)
    }
  }

  /// Takes a node of a chain away if nothing needs it any more, and what only it needed.
  private mutating func dropIfUnread(_ node: Int, _ readers: inout [Int: [Int]]) {
    guard role(node) == .elementwise, readers[node]?.isEmpty ?? true else { return }
    isLive[node] = false
    units[unitOfNode[node]].nodes.removeAll { $0 == node }
    for view in reads(of: node) {
      guard let root = view.root else { continue }
      readers[root.node]?.removeAll { $0 == node }
      if unitOfNode[root.node] == unitOfNode[node] { dropIfUnread(root.node, &readers) }
    }
  }
}
