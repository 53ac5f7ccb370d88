import StrataGraph

/// The outputs of a program: evaluates the nodes one by one.
func evaluate(_ graph: Graph, _ arguments: [HostTensor]) -> [HostTensor] {
  var results: [[HostTensor]] = []
  for node in graph.nodes {
    let operands = node.operands.map { results[$0.node][$0.result] }
    results.append(evaluate(node, operands, arguments))
  }
  return graph.outputs.map { results[$0.node][$0.result] }
}

/// The results of one node.
func evaluate(_ node: Node, _ operands: [HostTensor], _ arguments: [HostTensor]) -> [HostTensor] {
  let type = node.types[0]
  if case .sort(let axis, let descending) = node.operation {
    return sort(operands[0], axis: axis, descending: descending)
  }
  if case .scan(let recurrence) = node.operation { return scan(recurrence, operands, node.types) }
  let result =
    switch node.operation {
    case .input(let index, _): arguments[index]
    case .constant(let literal): HostTensor(literal)
    case .iota(_, let axis): HostTensor(type) { type.dtype.number(Int64($0[axis])) }
    case .randomBits: randomBits(type, key: operands[0])
    case .convert: HostTensor(type, operands[0].elements.map { convert($0, to: type.dtype) })
    case .bitcast: operands[0].bytes.withUnsafeBytes { HostTensor(type, bytes: $0) }
    case .unary(let op): unary(op, operands[0], type)
    case .binary(let op): binary(op, operands[0], operands[1])
    case .compare(let comparison): compare(comparison, operands[0], operands[1], type)
    case .select: HostTensor(type) { operands[0][$0].int == 1 ? operands[1][$0] : operands[2][$0] }
    case .clamp: clamp(low: operands[0], operands[1], high: operands[2])
    case .broadcast(_, let axes):
      HostTensor(type) { place in
        operands[0][zip(axes, operands[0].shape).map { axis, size in size == 1 ? 0 : place[axis] }]
      }
    case .reshape: HostTensor(type, operands[0].elements)
    case .transpose(let permutation): transpose(operands[0], permutation, type)
    case .reverse(let axes):
      HostTensor(type) { place in
        operands[0][place.indices.map { axes.contains($0) ? type.shape[$0] - 1 - place[$0] : place[$0] }]
      }
    case .slice(let start, _, let strides):
      HostTensor(type) { place in operands[0][place.indices.map { start[$0] + place[$0] * strides[$0] }] }
    case .dynamicSlice:
      dynamicSlice(operands[0], starts: operands.dropFirst(), type)
    case .dynamicUpdateSlice:
      dynamicUpdateSlice(operands[0], operands[1], starts: operands.dropFirst(2))
    case .pad(let low, _, let interior): pad(operands[0], operands[1], low, interior, type)
    case .concatenate(let axis): concatenate(operands, axis, type)
    case .gather(let axis): gather(operands[0], operands[1], axis, type)
    case .scatter(let axis, let combination): scatter(operands, axis, combination)
    case .dot(let axes): dot(operands[0], operands[1], axes, type)
    case .convolution(let geometry): convolution(operands[0], operands[1], geometry, type)
    case .convolutionInputGradient(let geometry, _):
      convolutionInputGradient(operands[0], operands[1], geometry, type)
    case .convolutionKernelGradient(let geometry, _):
      convolutionKernelGradient(operands[0], operands[1], geometry, type)
    case .reduce(let reduction, let axes): reduce(reduction, operands[0], axes, type)
    case .argReduce(let extreme, let axis): argReduce(extreme, operands[0], axis, type)
    case .reduceWindow(let reduction, let window): reduceWindow(reduction, operands[0], window, type)
    case .selectAndScatter(let window): selectAndScatter(operands[0], operands[1], window)
    case .sort, .scan: fatalError("they have several results")
    }
  return [result]
}
