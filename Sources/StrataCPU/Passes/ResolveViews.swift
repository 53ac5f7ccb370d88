import StrataGraph

extension Plan {
  /// Finds what each node looks at, and decides which views need a copy.
  mutating func resolveViews() {
    views = nodes.indices.map { View(Value(node: $0), shape: nodes[$0].types[0].shape) }
    for node in nodes.indices where isLive[node] {
      if let view = derivedView(node) {
        views[node] = view
      } else {
        prepareOperands(of: node)
      }
    }
  }

  private mutating func derivedView(_ node: Int) -> View? {
    let type = nodes[node].types[0]
    switch nodes[node].operation {
    case .iota(_, let axis):
      var strides = type.shape.map { _ in 0 }
      strides[axis] = 1
      return View(source: .counter(type.dtype), offset: 0, shape: type.shape, strides: strides)
    case .reshape(let shape):
      let operand = view(of: nodes[node].operands[0])
      // The order of the elements does not change, so the operand's own shape serves if need be.
      return operand.reshaped(to: shape) ?? operand
    case .broadcast(let shape, let axes):
      return shapedView(of: nodes[node].operands[0]).broadcast(to: shape, axes: axes)
    case .transpose(let permutation):
      return shapedView(of: nodes[node].operands[0]).transposed(permutation)
    case .reverse(let axes):
      return shapedView(of: nodes[node].operands[0]).reversed(axes)
    case .slice(let start, let limit, let strides):
      return shapedView(of: nodes[node].operands[0]).sliced(start: start, limit: limit, steps: strides)
    default:
      return nil
    }
  }

  /// A view of a value with the value's own shape, for which it is copied if need be.
  mutating func shapedView(of value: Value) -> View {
    if let view = view(of: value).reshaped(to: self[value].shape) { return view }
    materialize(value)
    return view(of: value)
  }

  /// Sees to it that a node that is no view can read its operands.
  private mutating func prepareOperands(of node: Int) {
    let operation = nodes[node].operation
    switch role(node) {
    case .heavy:
      switch operation {
      case .dot(let axes): prepareDot(node, axes)
      case .concatenate: for operand in nodes[node].operands { prepareForStridedCopy(operand) }
      case .dynamicSlice:
        prepareForStridedCopy(nodes[node].operands[0])
        for operand in nodes[node].operands.dropFirst() { materialize(operand) }
      case .dynamicUpdateSlice:
        prepareForStridedCopy(nodes[node].operands[1])
        for (index, operand) in nodes[node].operands.enumerated() where index != 1 { materialize(operand) }
      default: for operand in nodes[node].operands { materialize(operand) }
      }
    case .elementwise:
      for operand in nodes[node].operands where view(of: operand).isCopiedByBlocks || operation.isRandomBits {
        materialize(operand)
      }
    case .input, .constant, .view, .absorbed:
      break
    }
  }
}

extension Plan {
  /// Copies an operand that a strided copy could read only slowly, or not at all.
  private mutating func prepareForStridedCopy(_ value: Value) {
    let view = shapedView(of: value)
    if view.root == nil || view.isCopiedByBlocks { materialize(value) }
  }
}

extension Operation {
  var isRandomBits: Bool {
    if case .randomBits = self { true } else { false }
  }
}
