import StrataGraph

extension OperationWriter {
  /// Writes the nodes of an expanded program and gives its outputs.
  mutating func write(_ graph: Graph, inputs: [NamedValue]) -> [NamedValue] {
    var results: [[NamedValue]] = []
    for node in graph.nodes {
      if case .input(let index, _) = node.operation {
        results.append([inputs[index]])
      } else {
        let operands = node.operands.map { results[$0.node][$0.result] }
        results.append(write(node.operation, operands, node.types))
      }
    }
    return graph.outputs.map { results[$0.node][$0.result] }
  }

  private mutating func write(
    _ operation: Operation, _ operands: [NamedValue], _ types: [TensorType]
  ) -> [NamedValue] {
    switch operation {
    case .sort(let axis, let descending): sort(operands[0], axis: axis, descending: descending, types)
    case .scan(let scan): write(scan, operands, types)
    default: [write(operation, operands, types[0])]
    }
  }

  private mutating func write(
    _ operation: Operation, _ operands: [NamedValue], _ type: TensorType
  ) -> NamedValue {
    switch operation {
    case .constant(let literal): constant(literal)
    case .iota(_, let axis): add("iota", [], type, [.integer("iota_dimension", axis)])
    case .convert: add("convert", operands, type)
    case .bitcast: add("bitcast_convert", operands, type)
    case .unary(let op): add(op.stableHLO, operands, type)
    case .binary(let op): add(op.stableHLO, operands, type)
    case .compare(let comparison): compare(comparison, operands[0], operands[1])
    case .select: add("select", operands, type)
    case .clamp: add("clamp", operands, type)
    case .broadcast(_, let axes):
      add("broadcast_in_dim", operands, type, [.integers("broadcast_dimensions", axes)])
    case .reshape: add("reshape", operands, type)
    case .transpose(let permutation):
      add("transpose", operands, type, [.integers("permutation", permutation)])
    case .reverse(let axes): add("reverse", operands, type, [.integers("dimensions", axes)])
    case .slice(let start, let limit, let strides):
      add(
        "slice", operands, type,
        [
          .integers("start_indices", start), .integers("limit_indices", limit), .integers("strides", strides),
        ])
    case .dynamicSlice(let sizes):
      add("dynamic_slice", operands, type, [.integers("slice_sizes", sizes)])
    case .dynamicUpdateSlice: add("dynamic_update_slice", operands, type)
    case .pad(let low, let high, let interior):
      add(
        "pad", operands, type,
        [
          .integers("edge_padding_low", low), .integers("edge_padding_high", high),
          .integers("interior_padding", interior),
        ])
    case .concatenate(let axis): add("concatenate", operands, type, [.integer("dimension", axis)])
    case .gather(let axis): gather(operands[0], operands[1], axis: axis, type)
    case .scatter(let axis, let combination): scatter(operands, axis: axis, combination)
    case .dot(let axes): dot(operands[0], operands[1], axes, type)
    case .convolution(let geometry): convolution(operands[0], operands[1], geometry, type)
    case .convolutionInputGradient(let geometry, _):
      convolutionInputGradient(operands[0], operands[1], geometry, type)
    case .convolutionKernelGradient(let geometry, _):
      convolutionKernelGradient(operands[0], operands[1], geometry, type)
    case .reduce(let reduction, let axes): reduce(reduction, operands[0], axes, type)
    case .reduceWindow(let reduction, let window): reduceWindow(reduction, operands[0], window, type)
    case .input, .randomBits, .argReduce, .selectAndScatter, .sort, .scan:
      fatalError("\(operation.name) is written in another way")
    }
  }

  mutating func constant(_ literal: Literal) -> NamedValue {
    add("constant", [], literal.type, [.raw("value", literal.stableHLO)])
  }

  /// A scalar.
  mutating func constant(_ number: Double, _ dtype: DType) -> NamedValue {
    constant(Literal(number, dtype))
  }

  /// A tensor of zeros.
  mutating func zeros(_ type: TensorType) -> NamedValue {
    add("broadcast_in_dim", [constant(0, type.dtype)], type, [.integers("broadcast_dimensions", [])])
  }
}
