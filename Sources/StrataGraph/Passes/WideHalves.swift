extension Graph {
  /// The program with operations of `float16` and `bfloat16` done in `float32`, between conversions: for engines that
  /// only move such elements. What is added up is rounded once, at the end.
  /// - Parameter keeps: says which operations, of operands of the given types, the engine does itself.
  package func withWideHalves(keeping keeps: @escaping (Operation, [TensorType]) -> Bool) -> Graph {
    guard nodes.contains(where: { node in node.types.contains { $0.dtype.isHalf } }) else { return self }
    return rebuilt(with: [
      { rebuilder, operation, operands in
        let types = operands.map { rebuilder.graph[$0] }
        guard operation.isWidened(types), !keeps(operation, types) else { return nil }
        return rebuilder.widen(operation, operands)
      }, foldConstants, computeBeforeBroadcasting,
    ])
  }
}

extension Rebuilder {
  fileprivate mutating func widen(_ operation: Operation, _ operands: [Value]) -> Value {
    if case .iota(let type, let axis) = operation {
      return add(.convert(type.dtype), add(.iota(type.with(.float32), axis: axis)))
    }
    let half = operands.map { graph[$0].dtype }.first { $0.isHalf }!
    let wide = operands.map { graph[$0].dtype.isHalf ? add(.convert(.float32), $0) : $0 }
    let result = add(operation, wide)
    return graph[result].dtype == .float32 ? add(.convert(half), result) : result
  }
}

extension Operation {
  /// Whether it does more than to move elements of two bytes, or to convert them.
  fileprivate func isWidened(_ operands: [TensorType]) -> Bool {
    switch self {
    case .iota(let type, _): type.dtype.isHalf
    case .unary, .binary, .compare, .select, .clamp, .scatter, .dot, .convolution, .convolutionInputGradient,
      .convolutionKernelGradient, .reduce, .argReduce, .reduceWindow, .selectAndScatter:
      operands.contains { $0.dtype.isHalf }
    case .input, .constant, .randomBits, .convert, .bitcast, .broadcast, .reshape, .transpose, .reverse,
      .slice,
      .dynamicSlice, .dynamicUpdateSlice, .pad, .concatenate, .gather, .sort, .scan:
      false
    }
  }
}
