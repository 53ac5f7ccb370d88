extension Graph {
  /// The part of the output's gradient that reaches one operand of a node, or nil if it is zero.
  ///
  /// Called only for floating-point operands of nodes with a floating-point result.
  mutating func gradient(_ node: Pullback, operand: Int) -> Value? {
    switch node.operation {
    case .input, .constant, .iota, .randomBits:
      nil  // No operands, or an integer key.
    case .compare, .argReduce:
      nil  // The result is a bool or an integer: it is constant between the places where it jumps.
    case .convert: convert(node.gradient, to: self[node.operands[0]].dtype)
    case .bitcast: node.gradient  // Between floating-point types of one size it changes nothing.
    case .unary(let op): unaryGradient(op, node)
    case .binary(let op): binaryGradient(op, node, operand)
    case .select: selectGradient(node, operand)
    case .clamp: clampGradient(node, operand)
    case .broadcast(_, let axes): broadcastGradient(axes, node)
    case .reshape: reshape(node.gradient, to: self[node.operands[0]].shape)
    case .transpose(let permutation): transposeGradient(permutation, node)
    case .reverse(let axes): add(.reverse(axes: axes), node.gradient)
    case .slice(let start, _, let strides): sliceGradient(start, strides, node)
    case .dynamicSlice: dynamicSliceGradient(node)
    case .dynamicUpdateSlice: dynamicUpdateSliceGradient(node, operand)
    case .pad(let low, let high, let interior): padGradient(low, high, interior, node, operand)
    case .concatenate(let axis): concatenateGradient(axis, node, operand)
    case .gather(let axis): gatherGradient(axis, node)
    case .scatter(let axis, let combination): scatterGradient(axis, combination, node, operand)
    case .dot(let axes): dotGradient(axes, node, operand)
    case .convolution(let geometry): convolutionGradient(geometry, node, operand)
    case .convolutionInputGradient(let geometry, _):
      convolutionInputGradientGradient(geometry, node, operand)
    case .convolutionKernelGradient(let geometry, _):
      convolutionKernelGradientGradient(geometry, node, operand)
    case .reduce(let reduction, let axes): reduceGradient(reduction, axes, node)
    case .reduceWindow(let reduction, let window): reduceWindowGradient(reduction, window, node)
    case .selectAndScatter(let window): selectAndScatterGradient(window, node, operand)
    case .sort(let axis, _): sortGradient(axis, node)
    case .scan: fatalError("the gradients of a scan come all at once")
    }
  }
}
