import StrataGraph

extension Graph {
  /// The program in operations that StableHLO has with the very same meaning. The others, which it lacks or leaves
  /// open in corner cases, are written out, in the steps of scans too.
  /// - Throws: `EngineError` if an operation is too large to be written out.
  func expanded() throws(EngineError) -> Graph {
    let graph = withWideHalves { operation, _ in !operation.addsUp }
    var result = Graph()
    var moved: [[Value]] = []
    for node in graph.nodes {
      let operands = node.operands.map { moved[$0.node][$0.result] }
      if let value = try result.expansion(of: node.operation, operands) {
        moved.append([value])
      } else {
        let first = result.add(try node.operation.withExpandedStep(), operands)
        moved.append(node.types.indices.map { Value(node: first.node, result: $0) })
      }
    }
    result.outputs = graph.outputs.map { moved[$0.node][$0.result] }
    return result
  }

  /// The result of an operation that is written out, or nil if it need not be.
  private mutating func expansion(
    of operation: Operation, _ operands: [Value]
  ) throws(EngineError) -> Value? {
    switch operation {
    case .iota(let type, let axis) where type.dtype == .bool:
      convert(add(.iota(type.with(.int32), axis: axis)), to: .bool)
    case .randomBits(let shape): try randomBits(shape, key: operands[0])
    case .convert(let dtype) where self[operands[0]].dtype.isFloatingPoint && dtype.isInteger:
      saturatingConversion(operands[0], to: dtype)
    case .bitcast(let dtype) where dtype == .bool || self[operands[0]].dtype == .bool:
      convert(operands[0], to: dtype)
    case .unary(let op): expansion(of: op, operands[0])
    case .binary(.power) where self[operands[0]].dtype.isInteger: integerPower(operands[0], operands[1])
    case .argReduce(let extreme, let axis): position(of: extreme, operands[0], axis: axis)
    case .selectAndScatter(let window): selectAndScatter(operands[0], operands[1], window)
    default: nil
    }
  }

  private mutating func expansion(of op: UnaryOperator, _ x: Value) -> Value? {
    let dtype = self[x].dtype
    let isUnsigned = dtype == .uint8 || dtype == .uint32
    return switch op {
    case .abs where isUnsigned: x
    case .sign where isUnsigned: convert(compare(.notEqual, x, 0), to: dtype)
    // XLA uses a formula for small numbers beyond its range.
    case .log1p where dtype == .float64:
      select(compare(.less, x, -0.29), unary(.log, plus(x, 1)), unary(.log1p, x))
    case .tan: divide(unary(.sin, x), unary(.cos, x))
    case .erf: dtype == .float32 ? errorFunction32(x) : errorFunction64(x)
    case .erfInverse: dtype == .float32 ? inverseErrorFunction32(x) : inverseErrorFunction64(x)
    default: nil
    }
  }
}

extension Operation {
  /// Whether XLA would round elements of two bytes again and again on the way to a result.
  fileprivate var addsUp: Bool {
    switch self {
    case .unary(.erf), .unary(.erfInverse), .scatter(_, .add), .selectAndScatter: true
    case .reduce(let reduction, _), .reduceWindow(let reduction, _):
      reduction == .sum || reduction == .product
    default: false
    }
  }

  /// The operation with the program within it expanded.
  fileprivate func withExpandedStep() throws(EngineError) -> Operation {
    guard case .scan(let scan) = self else { return self }
    return .scan(
      Scan(
        body: try scan.body.expanded(), length: scan.length, carryCount: scan.carryCount,
        sequenceCount: scan.sequenceCount, isReversed: scan.isReversed))
  }
}
