/// A value for all steps of a scan: stacked along a leading axis, or one that is the same in each.
struct StepValue {
  var value: Value
  var isStacked: Bool
}

extension Operation {
  /// Whether the operation can be done for all steps at once.
  var isVectorizable: Bool {
    switch self {
    case .convert, .bitcast, .unary, .binary, .compare, .select, .clamp, .broadcast, .reshape, .transpose,
      .reverse, .slice, .concatenate, .dot, .reduce:
      true
    default: false
    }
  }

  /// Whether the operation takes no work of its own, or none worth keeping its result for.
  var isRearrangement: Bool {
    switch self {
    case .constant, .iota, .broadcast, .reshape, .transpose, .reverse, .slice: true
    default: false
    }
  }
}

extension Graph {
  /// Adds what an operation does in each of `length` steps as one operation. Without a stacked operand it is the
  /// same in each step, and added as it is.
  mutating func addForAllSteps(_ operation: Operation, _ operands: [StepValue], length: Int) -> StepValue {
    guard operands.contains(where: \.isStacked) else {
      return StepValue(value: add(operation, operands.map(\.value)), isStacked: false)
    }
    return StepValue(value: vectorized(operation, operands, length), isStacked: true)
  }

  private mutating func vectorized(_ operation: Operation, _ operands: [StepValue], _ length: Int) -> Value {
    func shifted(_ axes: [Int]) -> [Int] { axes.map { $0 + 1 } }
    let first = operands[0].value
    switch operation {
    case .broadcast(let shape, let axes):
      return add(.broadcast(shape: [length] + shape, axes: [0] + shifted(axes)), first)
    case .reshape(let shape): return add(.reshape([length] + shape), first)
    case .transpose(let permutation): return add(.transpose(permutation: [0] + shifted(permutation)), first)
    case .reverse(let axes): return add(.reverse(axes: shifted(axes)), first)
    case .slice(let start, let limit, let strides):
      return add(.slice(start: [0] + start, limit: [length] + limit, strides: [1] + strides), first)
    case .concatenate(let axis):
      return add(.concatenate(axis: axis + 1), operands.map { stacked($0, length) })
    case .reduce(let reduction, let axes): return add(.reduce(reduction, axes: shifted(axes)), first)
    case .dot(let axes): return vectorizedDot(axes, operands[0], operands[1])
    default: return add(operation, operands.map { stacked($0, length) })
    }
  }

  /// A value for each step.
  mutating func stacked(_ operand: StepValue, _ length: Int) -> Value {
    if operand.isStacked { return operand.value }
    let shape = self[operand.value].shape
    return broadcast(operand.value, to: [length] + shape, axes: shape.indices.map { $0 + 1 })
  }

  private mutating func vectorizedDot(_ axes: DotAxes, _ left: StepValue, _ right: StepValue) -> Value {
    func shifted(_ axes: [Int], if isStacked: Bool) -> [Int] { isStacked ? axes.map { $0 + 1 } : axes }
    let isBatch = left.isStacked && right.isStacked
    let product = add(
      .dot(
        DotAxes(
          leftContracting: shifted(axes.leftContracting, if: left.isStacked),
          rightContracting: shifted(axes.rightContracting, if: right.isStacked),
          leftBatch: (isBatch ? [0] : []) + shifted(axes.leftBatch, if: left.isStacked),
          rightBatch: (isBatch ? [0] : []) + shifted(axes.rightBatch, if: right.isStacked))),
      left.value, right.value)
    if isBatch { return product }
    // The steps are the first of the free axes of the operand that is stacked.
    let rank = self[product].rank
    let rightFreeCount = self[right.value].rank - axes.rightContracting.count - axes.rightBatch.count
    let place = left.isStacked ? axes.leftBatch.count : rank - rightFreeCount
    return transpose(product, [place] + (0..<rank).filter { $0 != place })
  }
}
