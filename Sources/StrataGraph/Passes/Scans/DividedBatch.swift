extension Scan {
  /// The same recurrence for one of so many equal parts of a batch, the leading axis of all carries, slices of sequences
  /// and results.
  /// - Returns: nil if the batch has no such parts, or if a step may not compute each sample by itself.
  package func dividingBatch(by partCount: Int) -> Scan? {
    guard let first = body.inputs.first, carryCount > 0, let size = body[first].shape.first,
      size % partCount == 0, size > 0
    else { return nil }
    var division = BatchDivision(size: size, partSize: size / partCount)
    while true {
      let constantCount = division.batchedConstants.count
      if let part = division.divide(self) { return with(body: part) }
      // Again, if it became clear that one more constant has something for each sample.
      if division.batchedConstants.count == constantCount { return nil }
    }
  }
}

/// Follows the batch through a step, from its inputs to its outputs.
private struct BatchDivision {
  let size: Int
  let partSize: Int
  /// Those that are used together with samples, such as a bias that was repeated for each before the first step. Whether
  /// the leading axis of others is as long by chance cannot be told.
  private(set) var batchedConstants: Set<Int> = []
  private var part = Graph()
  /// For the values of the step so far: what they are in the part, and which of their axes is that of the batch, if any.
  private var known: [Value: (value: Value, axis: Int?)] = [:]

  init(size: Int, partSize: Int) {
    (self.size, self.partSize) = (size, partSize)
  }

  mutating func divide(_ scan: Scan) -> Graph? {
    let body = scan.body
    (part, known) = (Graph(), [:])
    for (index, node) in body.nodes.enumerated() {
      if case .input(let position, let type) = node.operation {
        guard let axis = inputAxis(type, position, scan) else { return nil }
        known[Value(node: index)] = (part.addInput(resized(type, axis)), axis)
        continue
      }
      let operands = node.operands.compactMap { known[$0] }
      noteConstants(among: node, operands.map(\.axis), body)
      guard operands.count == node.operands.count,
        let (operation, axis) = divided(node, operands.map(\.axis), body),
        let result = try? part.append(operation, operands.map(\.value))
      else { return nil }
      for (position, type) in node.types.enumerated() {
        let value = Value(node: result.node, result: position)
        guard part[value] == resized(type, axis) else { return nil }
        known[Value(node: index, result: position)] = (value, axis)
      }
    }
    let outputs = body.outputs.compactMap { known[$0] }
    guard outputs.count == body.outputs.count, outputs.allSatisfy({ $0.axis == 0 }) else { return nil }
    part.outputs = outputs.map(\.value)
    return part
  }

  private func resized(_ type: TensorType, _ axis: Int?) -> TensorType {
    axis.map { type.with(replaced(type.shape, $0)) } ?? type
  }

  private func replaced(_ shape: [Int], _ axis: Int) -> [Int] {
    var shape = shape
    shape[axis] = partSize
    return shape
  }

  /// The axis of the batch in an input, nil within if it has none, nil if the recurrence cannot be divided.
  private func inputAxis(_ type: TensorType, _ position: Int, _ scan: Scan) -> Int?? {
    if scan.constants.contains(position) { return .some(batchedConstants.contains(position) ? 0 : nil) }
    if scan.sequences.contains(position), type.rank == 0 { return .some(nil) }
    return type.shape.first == size ? .some(0) : nil
  }

  /// Finds out which constants go element by element with values that have a batch.
  private mutating func noteConstants(among node: Node, _ axes: [Int?], _ body: Graph) {
    guard node.operation.isElementwise, axes.contains(0) else { return }
    for operand in node.operands where body[operand].shape.first == size {
      if case .input(let position, _) = body.nodes[operand.node].operation, known[operand]?.axis == nil {
        batchedConstants.insert(position)
      }
    }
  }

  /// What a node does for a part of the batch, and the axis of the batch in its results.
  private func divided(
    _ node: Node, _ axes: [Int?], _ body: Graph
  ) -> (operation: Operation, axis: Int?)? {
    switch node.operation {
    case .broadcast(let shape, let places): return broadcast(node, shape, places, axes[0], body)
    case .dot(let contraction): return dot(node, contraction, axes[0], axes[1], body)
    case let operation where axes.allSatisfy({ $0 == nil }): return (operation, nil)
    case .convert, .bitcast, .unary, .binary, .compare, .select, .clamp:
      // A single number, such as a bound, goes with any part.
      let others = zip(node.operands, axes).filter { body[$0.0].rank > 0 }.map(\.1)
      return Set(others).count == 1 ? (node.operation, others[0]) : nil
    case .reshape(let shape):
      return axes[0] == 0 && shape.first == size ? (.reshape(replaced(shape, 0)), 0) : nil
    case .transpose(let permutation): return (node.operation, permutation.firstIndex(of: axes[0]!)!)
    case .slice(let start, let limit, let strides):
      let axis = axes[0]!
      guard start[axis] == 0, limit[axis] == size, strides[axis] == 1 else { return nil }
      return (.slice(start: start, limit: replaced(limit, axis), strides: strides), axis)
    case .pad(let low, let high, let interior):
      guard let axis = axes[0], axes[1] == nil, (low[axis], high[axis], interior[axis]) == (0, 0, 0) else {
        return nil
      }
      return (node.operation, axis)
    case .concatenate(let axis):
      return Set(axes).count == 1 && axes[0] != axis ? (node.operation, axes[0]) : nil
    case .reduce(_, let reduced):
      let axis = axes[0]!
      return reduced.contains(axis) ? nil : (node.operation, axis - reduced.count { $0 < axis })
    default: return nil
    }
  }

  private func broadcast(
    _ node: Node, _ shape: [Int], _ places: [Int], _ axis: Int?, _ body: Graph
  ) -> (operation: Operation, axis: Int?)? {
    if let axis {
      let place = places[axis]
      return (.broadcast(shape: replaced(shape, place), axes: places), place)
    }
    // Something that is the same for all samples. If it is not meant for them after all, what follows does not fit.
    let operand = body[node.operands[0]].shape
    let isRepeated = places.firstIndex(of: 0).map { operand[$0] == 1 } ?? true
    guard shape.first == size, isRepeated else { return (node.operation, nil) }
    return (.broadcast(shape: replaced(shape, 0), axes: places), 0)
  }

  private func dot(
    _ node: Node, _ axes: DotAxes, _ left: Int?, _ right: Int?, _ body: Graph
  ) -> (operation: Operation, axis: Int?)? {
    let leftFree = axes.leftFree(rank: body[node.operands[0]].rank)
    let rightFree = axes.rightFree(rank: body[node.operands[1]].rank)
    switch (left, right) {
    case (nil, nil): return (node.operation, nil)
    case (let left?, nil):
      return leftFree.firstIndex(of: left).map { (node.operation, axes.leftBatch.count + $0) }
    case (nil, let right?):
      return rightFree.firstIndex(of: right).map {
        (node.operation, axes.leftBatch.count + leftFree.count + $0)
      }
    case (let left?, let right?):
      guard let place = axes.leftBatch.firstIndex(of: left), axes.rightBatch[place] == right else {
        return nil
      }
      return (node.operation, place)
    }
  }
}
