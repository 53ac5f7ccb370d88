extension ModelGraph {
  /// Throws unless there is an input for each `Input`, of a shape that it allows.
  func validate(inputShapes: [PartialShape], model: String) throws {
    guard inputShapes.count == inputs.count else {
      let names = inputs.map { "'\($0.layer.name)'" }.joined(separator: ", ")
      throw StrataError.incompatibleInput(
        layer: model,
        expected: inputs.count == 1 ? "one input, \(names)" : "\(inputs.count) inputs, \(names)",
        found: "\(inputShapes.count)")
    }
    for (shape, input) in zip(inputShapes, inputLayers) {
      let adjusted = Self.adjustment(of: shape, to: input.batchShape).apply(to: shape)
      guard adjusted.count == input.batchShape.count,
        zip(adjusted, input.batchShape).allSatisfy({ $0 == nil || $1 == nil || $0 == $1 })
      else {
        throw StrataError.incompatibleInput(
          layer: model, expected: "\(input.batchShape.kerasDescription) as the shape of '\(input.name)'",
          found: shape.kerasDescription)
      }
    }
  }

  /// Checks the elements of inputs that go straight into layers that check theirs.
  func validateElements(of inputs: [Tensor]) throws {
    var values: [SymbolicTensor: Tensor] = [:]
    for (symbol, input) in zip(self.inputs, inputs) { values[symbol] = input }
    for call in calls where !call.arguments.isEmpty {
      let arguments = call.arguments.compactMap { values[$0] }
      if arguments.count == call.arguments.count { try call.layer.validateElements(of: arguments) }
    }
  }

  /// Computes the outputs.
  func run(_ inputs: [Tensor], _ context: CallContext) throws -> [Tensor] {
    var values: [SymbolicTensor: Tensor] = [:]
    for (symbol, input) in zip(self.inputs, inputs) {
      values[symbol] = Self.adjustment(of: input.shape, to: symbol.shape).apply(to: input)
        .converted(to: symbol.dtype).masked(by: input.mask)
    }
    for call in calls where !call.arguments.isEmpty {
      let arguments = call.arguments.map { values[$0]! }
      // Whoever says training: false where a layer is called means it, also while the model is trained. Keras 3.15.1
      // says so too in its guides, but lets the call of the model decide.
      let results =
        try call.training.map { try call.layer.outputs(for: arguments, training: $0) }
        ?? call.layer.outputs(for: arguments, context: context)
      for (symbol, result) in zip(call.outputs, results) { values[symbol] = result }
    }
    return outputs.map { values[$0]! }
  }

  /// What is done to an input that has an axis of size 1 at the end too many or lacks one, as labels often do.
  private enum Adjustment {
    case none, dropLastAxis, addLastAxis

    func apply(to shape: PartialShape) -> PartialShape {
      switch self {
      case .none: shape
      case .dropLastAxis: Array(shape.dropLast())
      case .addLastAxis: shape + [1]
      }
    }

    func apply(to tensor: Tensor) -> Tensor {
      switch self {
      case .none: tensor
      case .dropLastAxis: tensor.squeezed(axis: -1)
      case .addLastAxis: tensor.expandedDims(axis: -1)
      }
    }
  }

  private static func adjustment(of shape: PartialShape, to expected: PartialShape) -> Adjustment {
    if shape.count == expected.count + 1, shape.last == .some(1) { return .dropLastAxis }
    if shape.count == expected.count - 1, expected.last == .some(1) { return .addLastAxis }
    return .none
  }
}
