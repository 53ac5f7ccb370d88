extension Graph {
  /// Appends nodes that give a floating-point value unchanged and through which no gradient flows.
  ///
  /// The detour over integers of the same bits is removed when the graph is simplified, so take gradients
  /// first.
  package mutating func stopGradient(_ x: Value) -> Value {
    let dtype = self[x].dtype
    // There are no integers of two bytes.
    if dtype.isHalf { return convert(stopGradient(convert(x, to: .float32)), to: dtype) }
    let bits: DType = dtype == .float32 ? .int32 : .int64
    return add(.bitcast(dtype), add(.bitcast(bits), x))
  }
}
