/// The rules of operations that move elements about.
extension Graph {
  /// Every copy of an element contributes.
  mutating func broadcastGradient(_ axes: [Int], _ node: Pullback) -> Value {
    let (source, target) = (self[node.operands[0]].shape, self[node.result].shape)
    let stretched = zip(axes, source).filter { axis, size in size != target[axis] }.map(\.0)
    let repeated = target.indices.filter { !axes.contains($0) || stretched.contains($0) }
    return reshape(sum(node.gradient, axes: repeated), to: source)
  }

  mutating func transposeGradient(_ permutation: [Int], _ node: Pullback) -> Value {
    var inverse = permutation
    for (axis, source) in permutation.enumerated() { inverse[source] = axis }
    return transpose(node.gradient, inverse)
  }

  /// Puts the elements back where they came from, with zeros between and around them.
  mutating func sliceGradient(_ start: [Int], _ strides: [Int], _ node: Pullback) -> Value {
    let (source, taken) = (self[node.operands[0]].shape, self[node.result].shape)
    let high = source.indices.map { axis in
      source[axis] - start[axis] - (taken[axis] == 0 ? 0 : (taken[axis] - 1) * strides[axis] + 1)
    }
    return pad(node.gradient, with: 0, low: start, high: high, interior: strides.map { $0 - 1 })
  }

  mutating func dynamicSliceGradient(_ node: Pullback) -> Value {
    let starts = node.operands.dropFirst()
    return add(.dynamicUpdateSlice, [zeros(like: node.operands[0]), node.gradient] + starts)
  }

  mutating func dynamicUpdateSliceGradient(_ node: Pullback, _ operand: Int) -> Value {
    let (update, starts) = (node.operands[1], node.operands.dropFirst(2))
    return operand == 0
      ? add(.dynamicUpdateSlice, [node.gradient, zeros(like: update)] + starts)
      : add(.dynamicSlice(sizes: self[update].shape), [node.gradient] + starts)
  }

  mutating func padGradient(
    _ low: [Int], _ high: [Int], _ interior: [Int], _ node: Pullback, _ operand: Int
  ) -> Value {
    let dy = node.gradient
    if operand == 0 {
      let uncropped = pad(dy, with: 0, low: low.map { -$0 }, high: high.map { -$0 })
      let extent = self[uncropped].shape
      return slice(uncropped, extent.map { _ in 0 }, extent, interior.map { $0 + 1 })
    }
    let (outside, inside) = (add(.constant(Literal(true))), fill(0, self[node.operands[0]].with(.bool)))
    let filled = add(.pad(low: low, high: high, interior: interior), inside, outside)
    return sum(select(filled, dy, otherwise: 0), axes: Array(self[dy].shape.indices))
  }

  mutating func concatenateGradient(_ axis: Int, _ node: Pullback, _ operand: Int) -> Value {
    let start = node.operands[..<operand].reduce(0) { $0 + self[$1].shape[axis] }
    return slice(node.gradient, axis: axis, start..<(start + self[node.operands[operand]].shape[axis]))
  }
}
