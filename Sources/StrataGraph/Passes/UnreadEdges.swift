extension Graph {
  /// The program without the last rows and columns of images that do not matter.
  ///
  /// Windows that do not overlap leave over what is less than a window: a pooling by 2 of 11 × 11 elements reads
  /// 10 × 10 of them. A convolution in front of it then need not compute the rest, for which it reads 12 × 12 elements
  /// instead of 13 × 13, and so on up to the input, of which a part is taken. The gradients of the rest are zeros, which
  /// the gradients of the convolutions need not add.
  func withoutUnreadEdges() -> Graph {
    guard nodes.contains(where: \.operation.isMaximumOverWindows),
      nodes.allSatisfy({ $0.types[0].count > 0 && beginsInside($0) })
    else { return self }
    let graph = withoutDeadCode()
    let extents = UsedExtents(of: graph)
    if extents.areFull { return self }
    var narrower = Narrower(graph, extents)
    return narrower.run()
  }

  /// Whether the first window of a node has an element of its input, if it has windows.
  private func beginsInside(_ node: Node) -> Bool {
    switch node.operation {
    case .reduceWindow(_, let window), .selectAndScatter(let window):
      window.size.indices.allSatisfy { window.row($0).reach(of: 1) > 0 }
    case .convolution(let geometry), .convolutionInputGradient(let geometry, _):
      beginsInside(geometry, kernelShape: self[node.operands[1]].shape)
    case .convolutionKernelGradient(let geometry, let kernelShape):
      beginsInside(geometry, kernelShape: kernelShape)
    default: true
    }
  }

  private func beginsInside(_ geometry: ConvolutionGeometry, kernelShape: [Int]) -> Bool {
    geometry.strides.indices.allSatisfy { geometry.row($0, kernelShape: kernelShape).reach(of: 1) > 0 }
  }
}

extension Operation {
  fileprivate var isMaximumOverWindows: Bool {
    if case .reduceWindow(.maximum, _) = self { true } else { false }
  }
}

/// Builds a graph with the extents that matter.
private struct Narrower {
  private let graph: Graph
  private let extents: UsedExtents
  private var rebuilder = Rebuilder(rewrites: [])
  private var firstResults: [Value] = []

  init(_ graph: Graph, _ extents: UsedExtents) {
    self.graph = graph
    self.extents = extents
  }

  mutating func run() -> Graph {
    for index in graph.nodes.indices { firstResults.append(narrowed(index)) }
    var result = rebuilder.graph
    result.outputs = graph.outputs.map(moved)
    return result
  }

  private func moved(_ value: Value) -> Value {
    let first = firstResults[value.node]
    return value.result == 0 ? first : Value(node: first.node, result: value.result)
  }

  private mutating func narrowed(_ index: Int) -> Value {
    let node = graph.nodes[index]
    let operands = node.operands.map(moved)
    let result = extents.used[index]
    let isFull =
      result == node.types[0].shape
      && zip(operands, node.operands).allSatisfy {
        rebuilder.shape(of: $0) == graph[$1].shape
      }
    if isFull { return rebuilder.add(node.operation, operands) }
    switch node.operation {
    case .reduceWindow(let reduction, var window):
      let input: Value
      (input, window.paddingHigh) = fitted(operands[0], windows: result, firstAxis: 0, rows(of: window))
      return rebuilder.add(.reduceWindow(reduction, window), input)
    case .selectAndScatter(var window):
      let source = part(operands[1], extents.extentsRead(1, of: index))
      let input = part(operands[0], result)
      window.paddingHigh = zip(rows(of: window), zip(rebuilder.shape(of: source), result)).map {
        $0.fit($1.0, into: $1.1).paddingHigh
      }
      return rebuilder.add(.selectAndScatter(window), input, source)
    case .convolution(var geometry):
      let rows = rows(of: geometry, kernelShape: rebuilder.shape(of: operands[1]))
      let input: Value
      (input, geometry.paddingHigh) = fitted(operands[0], windows: result, firstAxis: 1, rows)
      return rebuilder.add(.convolution(geometry), input, operands[1])
    case .convolutionKernelGradient(var geometry, let kernelShape):
      let gradient = part(operands[1], extents.extentsRead(1, of: index))
      let (counts, rows) = (rebuilder.shape(of: gradient), rows(of: geometry, kernelShape: kernelShape))
      let input: Value
      (input, geometry.paddingHigh) = fitted(operands[0], windows: counts, firstAxis: 1, rows)
      return rebuilder.add(
        .convolutionKernelGradient(geometry, kernelShape: kernelShape), input, gradient)
    case .convolutionInputGradient(var geometry, _):
      let gradient = part(operands[0], extents.extentsRead(0, of: index))
      let rows = rows(of: geometry, kernelShape: rebuilder.shape(of: operands[1]))
      let counts = rebuilder.shape(of: gradient)
      geometry.paddingHigh = rows.indices.map {
        rows[$0].fit(counts[1 + $0], into: result[1 + $0]).paddingHigh
      }
      return rebuilder.add(
        .convolutionInputGradient(geometry, inputShape: result), gradient, operands[1])
    case .broadcast(_, let axes):
      return rebuilder.add(
        .broadcast(shape: result, axes: axes), part(operands[0], extents.extentsRead(0, of: index)))
    default:
      let parts = operands.indices.map { part(operands[$0], extents.extentsRead($0, of: index)) }
      return rebuilder.add(node.operation, parts)
    }
  }

  /// The first elements of a value along each axis.
  private mutating func part(_ value: Value, _ extents: [Int]) -> Value {
    let shape = rebuilder.shape(of: value)
    if shape == extents { return value }
    let zeros = shape.map { _ in 0 }
    return rebuilder.add(.slice(start: zeros, limit: extents, strides: shape.map { _ in 1 }), value)
  }

  /// As much of an input as certain windows need, and the padding that they need behind it.
  private mutating func fitted(
    _ input: Value, windows: [Int], firstAxis: Int, _ rows: [WindowRow]
  ) -> (input: Value, paddingHigh: [Int]) {
    var shape = rebuilder.shape(of: input)
    let fits = rows.indices.map { rows[$0].fit(windows[firstAxis + $0], into: shape[firstAxis + $0]) }
    for axis in rows.indices { shape[firstAxis + axis] = fits[axis].extent }
    return (part(input, shape), fits.map(\.paddingHigh))
  }

  private func rows(of window: Window) -> [WindowRow] { window.size.indices.map(window.row) }

  private func rows(of geometry: ConvolutionGeometry, kernelShape: [Int]) -> [WindowRow] {
    geometry.strides.indices.map { geometry.row($0, kernelShape: kernelShape) }
  }
}
