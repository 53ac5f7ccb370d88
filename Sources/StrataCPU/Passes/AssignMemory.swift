import CStrataKernels
import StrataGraph

/// Where a value lies.
enum Place: Hashable {
  case input(Int)
  case output(Int)
  /// Index of a block of the arena.
  case arena(Int)
}

/// A piece of the arena that is in use from one step to another.
struct Block {
  var byteCount: Int
  var first: Int
  var last: Int
}

/// Which values have memory, and where.
struct MemoryPlan {
  var places: [Value: Place] = [:]
  var blocks: [Block] = []
  /// Constants and the blocks that hold them.
  var constants: [(block: Int, Literal)] = []

  mutating func addBlock(byteCount: Int, first: Int, last: Int) -> Int {
    blocks.append(Block(byteCount: byteCount, first: first, last: last))
    return blocks.count - 1
  }
}

extension Plan {
  /// The results of a unit that somebody reads from memory.
  func storedValues(of unit: Int, readFromMemory: Set<Value>) -> [Value] {
    let members = units[unit].nodes
    if role(members[0]) == .heavy {
      let last = members.last!
      return nodes[last].types.indices.map { Value(node: last, result: $0) }
    }
    return members.map { Value(node: $0) }.filter(readFromMemory.contains)
      + units[unit].reductions.map { Value(node: $0.node) }
  }

  /// All values that some unit reads from memory, or that are returned.
  func valuesReadFromMemory() -> Set<Value> {
    var result = Set(outputs)
    for unit in units.indices {
      for view in externalReads(of: unit) {
        if let root = view.root { result.insert(root) }
      }
    }
    return result
  }

  /// Gives every stored value a place.
  /// - Parameters:
  ///   - donations: for an output, the input whose buffer it takes over.
  ///   - copiedLast: outputs that are copied to their buffers after the last step.
  func assignPlaces(
    order: [Int], donations: [Int: Int], unchanged: Set<Int>, copiedLast: Set<Int>
  ) -> MemoryPlan {
    var memory = MemoryPlan()
    for (index, value) in inputs.enumerated() { memory.places[value] = .input(index) }
    for index in outputs.indices where !unchanged.contains(index) && !copiedLast.contains(index) {
      // One name for one buffer, so that equal addresses can be told.
      memory.places[outputs[index]] = donations[index].map { .input($0) } ?? .output(index)
    }

    var lastUse: [Value: Int] = [:]
    for (position, unit) in order.enumerated() {
      for view in externalReads(of: unit) {
        if let root = view.root { lastUse[root] = position }
      }
    }
    for index in copiedLast { lastUse[outputs[index]] = order.count }
    for value in fixedValues { lastUse[value] = order.count }

    let readFromMemory = valuesReadFromMemory()
    for value in readFromMemory.sorted(by: { $0.node < $1.node }) {
      if case .constant(let literal) = nodes[value.node].operation {
        let block = memory.addBlock(byteCount: literal.bytes.count, first: 0, last: order.count)
        memory.places[value] = .arena(block)
        memory.constants.append((block, literal))
      }
    }
    for (position, unit) in order.enumerated() {
      var reusable = reusableOperands(of: unit, lastUse: lastUse, position: position, memory)
      for value in storedValues(of: unit, readFromMemory: readFromMemory) where memory.places[value] == nil {
        let last = lastUse[value] ?? position
        let match = reusable.firstIndex {
          self[$0].byteCount == self[value].byteCount && canOverwrite($0, with: value, in: unit)
        }
        if let match, case .arena(let block)? = memory.places[reusable.remove(at: match)] {
          memory.places[value] = .arena(block)
          memory.blocks[block].last = last
        } else {
          let first = fixedUnits.contains(unit) ? 0 : position
          let block = memory.addBlock(byteCount: self[value].byteCount, first: first, last: last)
          memory.places[value] = .arena(block)
        }
      }
    }
    return memory
  }

  /// Operands in the arena that nobody needs after a unit has read them.
  private func reusableOperands(
    of unit: Int, lastUse: [Value: Int], position: Int, _ memory: MemoryPlan
  ) -> [Value] {
    let isUpdate: Bool
    switch nodes[units[unit].nodes[0]].operation {
    case .scatter, .dynamicUpdateSlice: isUpdate = true
    default: isUpdate = role(units[unit].nodes[0]) == .elementwise
    }
    guard isUpdate else { return [] }
    var result: [Value] = []
    for view in externalReads(of: unit) {
      guard let root = view.root, !result.contains(root), lastUse[root] == position,
        case .arena? = memory.places[root]
      else { continue }
      if case .constant = nodes[root.node].operation { continue }
      result.append(root)
    }
    return result
  }
}

/// Puts blocks that are in use at the same time side by side, the largest first.
/// - Returns: the offset of each block in bytes, and the size of the arena.
func packBlocks(_ blocks: [Block]) -> (offsets: [Int], byteCount: Int) {
  let alignment = 64
  var offsets = blocks.map { _ in 0 }
  var placed: [Int] = []
  var total = 0
  for index in blocks.indices.sorted(by: { (blocks[$0].byteCount, $1) > (blocks[$1].byteCount, $0) }) {
    let block = blocks[index]
    var offset = 0
    // `placed` ascends by offset, so the first gap that is wide enough is found on the way.
    for other in placed where blocks[other].first <= block.last && block.first <= blocks[other].last {
      if offsets[other] >= offset + block.byteCount { break }
      let end = offsets[other] + blocks[other].byteCount
      offset = max(offset, (end + alignment - 1) / alignment * alignment)
    }
    offsets[index] = offset
    total = max(total, offset + block.byteCount)
    placed.insert(index, at: placed.firstIndex { offsets[$0] > offset } ?? placed.count)
  }
  return (offsets, total)
}
