import StrataGraph

extension Graph {
  /// The position of the first extreme element along an axis. Two plain reductions run faster than one that
  /// carries the position along, and agree with it: a NaN makes the extreme NaN, which equals nothing.
  mutating func position(of extreme: ArgumentReduction, _ x: Value, axis: Int) -> Value {
    let x = self[x].dtype == .bool ? convert(x, to: .uint8) : x
    let shape = self[x].shape
    let best = reduce(extreme == .maximum ? .maximum : .minimum, x, axes: [axis])
    var isBest = compare(.equal, x, broadcast(best, alongReduced: [axis], of: shape))
    if self[x].dtype.isFloatingPoint { isBest = add(.binary(.or), isBest, compare(.notEqual, x, x)) }
    let positions = add(.iota(TensorType(.int32, shape), axis: axis))
    let candidates = select(isBest, positions, otherwise: Double(Int32.max))
    return reduce(.minimum, candidates, axes: [axis])
  }
}
