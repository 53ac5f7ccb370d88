/// How much of each value of a graph matters: of a convolution before a pooling that leaves over a last row and a
/// column, neither these nor what only they are computed from; and of gradients, not the zeros that those rows get.
///
/// An extent is how many elements along an axis matter, from the first one on. Only the nodes in `isNarrowable` may
/// have less than their shape.
struct UsedExtents {
  private let graph: Graph
  /// By node, up to where its result may be something else than zero.
  private var nonzero: [[Int]] = []
  /// By node, how much of its result is to be computed.
  private(set) var used: [[Int]] = []
  /// By the node of a scatter into windows, from how many of them it takes something.
  private var scatteredWindows: [Int: [Int]] = [:]
  /// Nodes of which zeros are read too.
  private var needsZeros: Set<Int> = []

  init(of graph: Graph) {
    self.graph = graph
    repeat {
      findNonzero()
      findUsed()
    } while keepZerosThatAreRead()
  }

  /// Whether all of each value matters.
  var areFull: Bool { graph.nodes.indices.allSatisfy { used[$0] == shape($0) } }

  private func shape(_ node: Int) -> [Int] { graph.nodes[node].types[0].shape }

  private mutating func keepZerosThatAreRead() -> Bool {
    let before = needsZeros.count
    for node in graph.nodes.indices where zip(used[node], nonzero[node]).contains(where: >) {
      needsZeros.insert(node)
    }
    return needsZeros.count > before
  }

  // MARK: Zeros

  private mutating func findNonzero() {
    nonzero = []
    for index in graph.nodes.indices {
      nonzero.append(needsZeros.contains(index) ? shape(index) : nonzeroExtents(index))
    }
  }

  private func nonzeroExtents(_ index: Int) -> [Int] {
    let node = graph.nodes[index]
    let full = shape(index)
    func operand(_ position: Int) -> [Int] { nonzeroExtents(of: node.operands[position]) }
    switch node.operation {
    case .selectAndScatter(let window):
      return full.indices.map { axis in
        let (row, count) = (window.row(axis), operand(1)[axis])
        return count < graph[node.operands[1]].shape[axis]
          ? min(full[axis], row.reach(of: count)) : readExtent(full[axis], row, count)
      }
    case .convolutionInputGradient(let geometry, _):
      return spatial(full) { axis in
        let count = operand(0)[1 + axis]
        guard count < graph[node.operands[0]].shape[1 + axis] else { return full[1 + axis] }
        let row = geometry.row(axis, kernelShape: graph[node.operands[1]].shape)
        return min(full[1 + axis], row.reach(of: count))
      }
    case .select:
      if graph.uniformConstant(node.operands[2]) == 0 { return operand(1) }
      return graph.uniformConstant(node.operands[1]) == 0 ? operand(2) : full
    case .binary(.multiply): return zip(operand(0), operand(1)).map { min($0, $1) }
    case .binary(.add), .binary(.subtract): return zip(operand(0), operand(1)).map { max($0, $1) }
    case .convert, .unary(.negate): return operand(0)
    default: return full
    }
  }

  private func nonzeroExtents(of value: Value) -> [Int] {
    value.result == 0 ? nonzero[value.node] : graph[value].shape
  }

  // MARK: What is read

  private mutating func findUsed() {
    used = graph.nodes.indices.map { shape($0).map { _ in 0 } }
    for value in graph.outputs where value.result == 0 { used[value.node] = shape(value.node) }
    for index in graph.nodes.indices.reversed() {
      if !graph.nodes[index].operation.isNarrowable || used[index].allSatisfy({ $0 == 0 }) {
        used[index] = shape(index)
      }
      if case .selectAndScatter(let window) = graph.nodes[index].operation { useWholeWindows(index, window) }
      for (position, operand) in graph.nodes[index].operands.enumerated() where operand.result == 0 {
        used[operand.node] = zip(used[operand.node], extentsRead(position, of: index)).map { max($0, $1) }
      }
    }
  }

  /// How much of an operand a node reads.
  func extentsRead(_ position: Int, of index: Int) -> [Int] {
    let node = graph.nodes[index]
    let (full, result) = (graph[node.operands[position]].shape, used[index])
    switch node.operation {
    case .broadcast(_, let axes):
      return full.indices.map { full[$0] == 1 ? 1 : result[axes[$0]] }
    case .reduceWindow(.maximum, let window):
      return full.indices.map { axis in
        let row = window.row(axis)
        return result[axis] < shape(index)[axis]
          ? min(full[axis], row.reach(of: result[axis])) : readExtent(full[axis], row, result[axis])
      }
    case .selectAndScatter:
      return position == 0 ? result : scatteredWindows[index]!
    case .convolution(let geometry) where position == 0:
      return spatial(full) { axis in
        guard result[1 + axis] < shape(index)[1 + axis] else { return full[1 + axis] }
        let row = geometry.row(axis, kernelShape: graph[node.operands[1]].shape)
        return min(full[1 + axis], row.reach(of: result[1 + axis]))
      }
    case .convolutionInputGradient(let geometry, _) where position == 0:
      return spatial(full) { axis in
        let row = geometry.row(axis, kernelShape: graph[node.operands[1]].shape)
        return windowsRead(
          of: full[1 + axis], nonzeroExtents(of: node.operands[0])[1 + axis], row, within: result[1 + axis])
      }
    case .convolutionKernelGradient(let geometry, let kernelShape):
      let gradient = nonzeroExtents(of: node.operands[1])
      if position == 1 { return gradient }
      return spatial(full) { axis in
        guard gradient[1 + axis] < graph[node.operands[1]].shape[1 + axis] else { return full[1 + axis] }
        let row = geometry.row(axis, kernelShape: kernelShape)
        return min(full[1 + axis], row.reach(of: gradient[1 + axis]))
      }
    case .reduce(.sum, let axes):
      let operand = nonzeroExtents(of: node.operands[0])
      return full.indices.map { axes.contains($0) ? operand[$0] : full[$0] }
    case let operation where operation.isElementwise && operation.isNarrowable:
      return full == shape(index) ? result : full
    default: return full
    }
  }

  /// How much of an axis its windows read. An edge that is thin beside the rest is not worth the trouble.
  private func readExtent(_ extent: Int, _ row: WindowRow, _ count: Int) -> Int {
    let reach = row.reach(of: count)
    return 16 * (extent - reach) >= extent ? reach : extent
  }

  /// Widens what is used of a scatter to the windows that have some of it: the place of a window's maximum depends on
  /// all of it.
  private mutating func useWholeWindows(_ index: Int, _ window: Window) {
    let (full, source) = (shape(index), graph.nodes[index].operands[1])
    let counts = full.indices.map { axis in
      windowsRead(
        of: graph[source].shape[axis], nonzeroExtents(of: source)[axis], window.row(axis),
        within: used[index][axis]
      )
    }
    scatteredWindows[index] = counts
    used[index] = full.indices.map { axis in
      max(used[index][axis], min(full[axis], window.row(axis).reach(of: counts[axis])))
    }
  }

  /// How many windows give something to the first `extent` elements, where only the first `nonzero` of all give
  /// anything; all, if some elements get nothing although there is a window for them.
  private func windowsRead(of all: Int, _ nonzero: Int, _ row: WindowRow, within extent: Int) -> Int {
    row.fit(nonzero, into: extent).extent == extent ? min(nonzero, row.count(within: extent)) : all
  }

  /// Extents with others along the axes between the batch and the channels, which are counted without the batch.
  private func spatial(_ full: [Int], _ extent: (Int) -> Int) -> [Int] {
    [full[0]] + (0..<full.count - 2).map(extent) + [full.last!]
  }
}

extension Operation {
  /// Whether the first elements of the result along some axes can be computed without the rest.
  var isNarrowable: Bool {
    switch self {
    case .broadcast, .reduceWindow(.maximum, _), .selectAndScatter, .convolution, .convolutionInputGradient:
      true
    default: isElementwise
    }
  }
}
