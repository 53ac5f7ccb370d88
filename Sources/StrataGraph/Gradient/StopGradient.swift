extension Graph {
  /// Appends nodes that give a floating-point value unchanged and through which no gradient flows.
  ///
  /// The detour over integers of the same bits is removed when the graph is simplified, so take gradients
  /// first.
  package mutating func stopGradient(_ x: Value) -> Value {
    let bits: DType = self[x].dtype == .float32 ? .int32 : .int64
    return add(.bitcast(self[x].dtype), add(.bitcast(bits), x))
  }
}
