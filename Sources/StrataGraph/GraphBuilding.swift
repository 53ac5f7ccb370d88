/// Methods with which gradient rules and passes read like formulas. Operands that do not fit are a mistake
/// in the rule itself, so they stop the program.
extension Graph {
  /// Adds a node whose operands are known to fit, and gives its first result.
  package mutating func add(_ operation: Operation, _ operands: Value...) -> Value {
    add(operation, operands)
  }

  /// Adds a node whose operands are known to fit, and gives its first result.
  package mutating func add(_ operation: Operation, _ operands: [Value]) -> Value {
    do {
      return try append(operation, operands)
    } catch {
      fatalError("\(error)")
    }
  }

  // MARK: Constants

  /// A constant scalar.
  package mutating func scalar(_ value: Double, _ dtype: DType) -> Value {
    add(.constant(Literal(value, dtype)))
  }

  /// A tensor of the given type that has one number everywhere.
  package mutating func fill(_ value: Double, _ type: TensorType) -> Value {
    broadcast(scalar(value, type.dtype), to: type.shape, axes: [])
  }

  /// A tensor with the type of `other` that has one number everywhere.
  package mutating func fill(_ value: Double, like other: Value) -> Value { fill(value, self[other]) }

  /// A tensor of zeros with the type of `other`.
  package mutating func zeros(like other: Value) -> Value { fill(0, like: other) }

  // MARK: Elementwise

  package mutating func unary(_ op: UnaryOperator, _ x: Value) -> Value { add(.unary(op), x) }

  package mutating func negate(_ x: Value) -> Value { unary(.negate, x) }

  package mutating func square(_ x: Value) -> Value { multiply(x, x) }

  package mutating func plus(_ x: Value, _ y: Value) -> Value { add(.binary(.add), x, y) }

  package mutating func plus(_ x: Value, _ y: Double) -> Value { plus(x, fill(y, like: x)) }

  package mutating func subtract(_ x: Value, _ y: Value) -> Value { add(.binary(.subtract), x, y) }

  package mutating func subtract(_ x: Double, _ y: Value) -> Value { subtract(fill(x, like: y), y) }

  /// The product; a factor that is the constant 1 costs nothing.
  package mutating func multiply(_ x: Value, _ y: Value) -> Value {
    if uniformConstant(x) == 1 { return y }
    if uniformConstant(y) == 1 { return x }
    return add(.binary(.multiply), x, y)
  }

  package mutating func multiply(_ x: Value, _ y: Double) -> Value { multiply(x, fill(y, like: x)) }

  package mutating func divide(_ x: Value, _ y: Value) -> Value { add(.binary(.divide), x, y) }

  package mutating func compare(_ comparison: Comparison, _ x: Value, _ y: Value) -> Value {
    add(.compare(comparison), x, y)
  }

  package mutating func compare(_ comparison: Comparison, _ x: Value, _ y: Double) -> Value {
    compare(comparison, x, fill(y, like: x))
  }

  package mutating func and(_ x: Value, _ y: Value) -> Value { add(.binary(.and), x, y) }

  package mutating func select(_ condition: Value, _ onTrue: Value, _ onFalse: Value) -> Value {
    add(.select, condition, onTrue, onFalse)
  }

  /// `value` where the condition holds and a number elsewhere.
  package mutating func select(_ condition: Value, _ value: Value, otherwise: Double) -> Value {
    select(condition, value, fill(otherwise, like: value))
  }

  package mutating func convert(_ x: Value, to dtype: DType) -> Value {
    self[x].dtype == dtype ? x : add(.convert(dtype), x)
  }

  // MARK: Shape

  package mutating func broadcast(_ x: Value, to shape: [Int], axes: [Int]) -> Value {
    self[x].shape == shape ? x : add(.broadcast(shape: shape, axes: axes), x)
  }

  /// Undoes a reduction over `axes` of a tensor shaped `shape` by repeating `x` along them.
  package mutating func broadcast(_ x: Value, alongReduced axes: [Int], of shape: [Int]) -> Value {
    broadcast(x, to: shape, axes: shape.indices.filter { !axes.contains($0) })
  }

  package mutating func reshape(_ x: Value, to shape: [Int]) -> Value {
    self[x].shape == shape ? x : add(.reshape(shape), x)
  }

  package mutating func transpose(_ x: Value, _ permutation: [Int]) -> Value {
    permutation == Array(permutation.indices) ? x : add(.transpose(permutation: permutation), x)
  }

  /// The part of `x` from `start` up to `limit` along one axis.
  package mutating func slice(_ x: Value, axis: Int, _ range: Range<Int>) -> Value {
    let shape = self[x].shape
    var (start, limit) = (shape.map { _ in 0 }, shape)
    start[axis] = range.lowerBound
    limit[axis] = range.upperBound
    return slice(x, start, limit, shape.map { _ in 1 })
  }

  package mutating func slice(_ x: Value, _ start: [Int], _ limit: [Int], _ strides: [Int]) -> Value {
    let takesAll = limit == self[x].shape && start.allSatisfy { $0 == 0 } && strides.allSatisfy { $0 == 1 }
    return takesAll ? x : add(.slice(start: start, limit: limit, strides: strides), x)
  }

  package mutating func pad(
    _ x: Value, with filling: Double, low: [Int], high: [Int], interior: [Int]? = nil
  ) -> Value {
    let interior = interior ?? low.map { _ in 0 }
    if (low + high + interior).allSatisfy({ $0 == 0 }) { return x }
    return add(.pad(low: low, high: high, interior: interior), x, scalar(filling, self[x].dtype))
  }

  // MARK: Reduction

  package mutating func reduce(_ reduction: Reduction, _ x: Value, axes: [Int]) -> Value {
    axes.isEmpty ? x : add(.reduce(reduction, axes: axes), x)
  }

  package mutating func sum(_ x: Value, axes: [Int]) -> Value { reduce(.sum, x, axes: axes) }

  // MARK: What is known of a value

  /// The number that every element of `value` is, if it is a constant of one element or a broadcast of one.
  package func uniformConstant(_ value: Value) -> Double? {
    let node = nodes[value.node]
    switch node.operation {
    case .constant(let literal) where literal.type.count == 1: return literal.number
    case .broadcast, .reshape: return uniformConstant(node.operands[0])
    default: return nil
    }
  }

  /// Whether `value` is known while the graph is built: made of constants by moving elements about.
  package func isConstant(_ value: Value) -> Bool {
    let node = nodes[value.node]
    switch node.operation {
    case .constant, .iota: return true
    case .broadcast, .reshape, .transpose, .convert: return isConstant(node.operands[0])
    default: return false
    }
  }
}

extension Literal {
  /// The first element as a number; `true` is 1. Nil for an `int64` that a `Double` does not hold exactly.
  var number: Double? {
    guard type.count > 0 else { return nil }
    switch type.dtype {
    case .bool: return scalars(as: Bool.self)[0] ? 1 : 0
    case .uint8: return Double(scalars(as: UInt8.self)[0])
    case .int32: return Double(scalars(as: Int32.self)[0])
    case .uint32: return Double(scalars(as: UInt32.self)[0])
    case .int64: return Double(exactly: scalars(as: Int64.self)[0])
    case .float16: return Double(scalars(as: Float16.self)[0])
    case .bfloat16: return Double(Float(scalars(as: BFloat16.self)[0]))
    case .float32: return Double(scalars(as: Float.self)[0])
    case .float64: return scalars(as: Double.self)[0]
    }
  }
}
