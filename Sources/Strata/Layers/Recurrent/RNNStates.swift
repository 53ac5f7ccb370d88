extension RNN {
  /// The states before the first step: the given ones, those after the last batch, or the cell's.
  func firstStates(
    _ given: [Tensor]?, batchSize: Int, _ context: CallContext
  ) throws -> [Tensor] {
    let keepsStates = stateful && !context.findsShapeOnly
    if keepsStates {
      if states == nil { makeStates(batchSize: batchSize) }
      for state in states ?? [] where state.shape[0] != batchSize {
        throw StrataError.incompatibleInput(
          layer: name, expected: "\(state.shape[0]) samples in each batch, because it is stateful",
          found: "\(batchSize)")
      }
    }
    if let given {
      try cell.requireStates(given, batchSize: batchSize, layer: name)
      return given
    }
    return keepsStates ? (states ?? []).map(\.value) : cell.initialState(batchSize: batchSize)
  }

  /// Creates the variables that keep the states of a stateful layer.
  func makeStates(batchSize: Int) {
    // First values are concrete even if the layer is first called within a recording.
    states = Trace.$current.withValue(nil) {
      cell.initialState(batchSize: batchSize).map {
        Variable($0.converted(to: variableDType), name: "rnn_state", trainable: false)
      }
    }
  }
}

extension Layer {
  /// Throws unless there is one input that the layer can take, and no others or one for each state.
  func requireInputs(_ shapes: [PartialShape], stateSizes: [Int]) throws {
    guard shapes.count == 1 || shapes.count == 1 + stateSizes.count else {
      throw StrataError.incompatibleInput(
        layer: name, expected: "a sequence, or a sequence and \(stateSizes.count) states",
        found: "\(shapes.count) inputs")
    }
    try inputSpec?.check(shapes[0], layer: name)
    for (state, size) in zip(shapes.dropFirst(), stateSizes) {
      try InputSpec(rank: 2, axes: [1: size]).check(state, layer: name)
    }
  }
}
