extension RNN {
  /// Goes through the sequences. Assigns the states of a stateful layer.
  func run(
    _ input: Tensor, from initialState: [Tensor]?, _ context: CallContext
  ) throws -> (output: Tensor, states: [Tensor]) {
    let (output, states) = try runInTypeOfCell(input, from: initialState, context)
    let dtype = computeDType
    return (output.converted(to: dtype), states.map { $0.converted(to: dtype) })
  }

  private func runInTypeOfCell(
    _ input: Tensor, from initialState: [Tensor]?, _ context: CallContext
  ) throws -> (output: Tensor, states: [Tensor]) {
    let (batchSize, length) = (input.shape[0], input.shape[1])
    guard length > 0 else {
      throw StrataError.incompatibleInput(
        layer: name, expected: "at least one step", found: "an input of shape \(input.shape)")
    }
    let counts = try countingSteps(of: input)
    let cellType = cell.computeDType
    let firstStates = try self.firstStates(initialState, batchSize: batchSize, context)
      .map { $0.converted(to: cellType) }
    let inputs = input.converted(to: cellType).movingAxis(1, to: 0)
    // The cell may have been built as part of another layer.
    try cell.inputSpec?.check(Array(inputs.shape.dropFirst()), layer: cell.name)
    let cellContext = CallContext(training: context.training, findsShapeOnly: context.findsShapeOnly)
    let step = try EnclosingLayer.with(cell, cellContext) {
      try cell.step(inputShape: Array(inputs.shape.dropFirst()), context: cellContext)
    }
    // An output that is one of the states anyway need not be kept for all steps if only the last one is wanted.
    let keepsOutputs = returnSequences || cell.outputState == nil

    let (states, outputs) = try scan(
      firstStates, over: [inputs] + (counts.map { [$0] } ?? []), reversed: goBackwards
    ) { previous, slices in
      var (output, states) = try EnclosingLayer.with(cell, cellContext) { try step(slices[0], previous) }
      try requireSameStates(states, as: previous)
      if let counts = slices.dropFirst().first {
        output = select(counts, output, try outputWhereMasked(like: output, previous))
        states = zip(states, previous).map { select(counts, $0, $1) }
      }
      return (states, keepsOutputs ? [output] : [])
    }
    guard cellContext.losses.isEmpty else {
      throw StrataError.invalidArgument(
        owner: cell.name, argument: "a step", expected: "one that adds no losses", found: "a call of addLoss")
    }
    if stateful, !context.findsShapeOnly {
      for (variable, state) in zip(self.states ?? [], states) { variable.value = state }
    }
    let last = goBackwards ? 0 : length - 1
    if returnSequences {
      let inOrder = goBackwards ? outputs[0].flipped(axis: 0) : outputs[0]
      return (inOrder.movingAxis(0, to: 1), states)
    }
    if keepsOutputs { return (outputs[0][last], states) }
    let output = states[cell.outputState!]
    if zeroOutputForMask, let counts { return (select(counts[last], output, 0), states) }
    return (output, states)
  }

  /// The input's mask as `bool[time, batch, 1]`, nil if all steps count.
  private func countingSteps(of input: Tensor) throws -> Tensor? {
    guard let mask = input.mask else { return nil }
    guard mask.shape == Array(input.shape.prefix(2)) else {
      throw StrataError.incompatibleInput(
        layer: name, expected: "a mask of shape \(Array(input.shape.prefix(2))), one element for each step",
        found: "one of shape \(mask.shape)")
    }
    return mask.converted(to: .bool).transposed().expandedDims(axis: -1)
  }

  /// The output of a step that does not count: as in Keras, the state that is the previous output, by default the
  /// first.
  private func outputWhereMasked(like output: Tensor, _ previous: [Tensor]) throws -> Tensor {
    if zeroOutputForMask { return .zeros(like: output) }
    let position = cell.outputState ?? 0
    guard previous.indices.contains(position), previous[position].type == output.type else {
      throw StrataError.invalidArgument(
        owner: cell.name, argument: "state \(position)",
        expected: "shaped as the output, \(output.shape), to stand for it where the mask leaves out a step; "
          + "or set zeroOutputForMask",
        found: "\(previous.map(\.shape))")
    }
    return previous[position]
  }

  private func requireSameStates(_ states: [Tensor], as previous: [Tensor]) throws {
    guard states.map(\.type) == previous.map(\.type) else {
      throw StrataError.invalidArgument(
        owner: cell.name, argument: "the states after a step",
        expected: "as those before it, \(previous.map(\.type))", found: states.map(\.type).description)
    }
  }
}
