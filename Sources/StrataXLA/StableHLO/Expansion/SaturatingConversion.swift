import StrataGraph

extension Graph {
  /// Floating point to integer. StableHLO leaves open what becomes of numbers that the type does not hold.
  mutating func saturatingConversion(_ x: Value, to dtype: DType) -> Value {
    let (smallest, largest) = dtype.extremes
    // Rounded to the type of x, the largest integer may become the next power of two: then all below fit.
    let isLarge = compare(.greaterEqual, x, largest.double)
    let isSmall = compare(.lessEqual, x, smallest.double)
    let truncated = add(.convert(dtype), x)
    let shape = self[x].shape
    func filled(_ graph: inout Graph, _ literal: Literal) -> Value {
      graph.broadcast(graph.add(.constant(literal)), to: shape, axes: [])
    }
    let clipped = select(
      isLarge, filled(&self, largest.literal), select(isSmall, filled(&self, smallest.literal), truncated))
    return select(compare(.equal, x, x), clipped, otherwise: 0)
  }
}

extension DType {
  fileprivate typealias Extreme = (literal: Literal, double: Double)

  /// The smallest and the largest number of an integer type.
  fileprivate var extremes: (smallest: Extreme, largest: Extreme) {
    func extremes<Scalar: TensorScalar & FixedWidthInteger>(_: Scalar.Type) -> (Extreme, Extreme) {
      ((Literal(Scalar.min), Double(Scalar.min)), (Literal(Scalar.max), Double(Scalar.max)))
    }
    return switch self {
    case .uint8: extremes(UInt8.self)
    case .int32: extremes(Int32.self)
    case .uint32: extremes(UInt32.self)
    case .int64: extremes(Int64.self)
    case .bool, .float16, .bfloat16, .float32, .float64: fatalError("\(self) is no integer type")
    }
  }
}
