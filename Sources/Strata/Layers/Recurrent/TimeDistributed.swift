/// Applies a layer to each step of a sequence.
///
/// Input `[batch, time, …]`, output `[batch, time, …]`, where the layer sees inputs `[batch, …]`. Weights: those of
/// the layer.
public final class TimeDistributed: Layer {
  /// The layer that is applied to each step.
  public let layer: Layer

  /// A layer that applies `layer` to each step.
  public init(
    _ layer: Layer, activityRegularizer: (any Regularizer)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.layer = layer
    super.init(name: name, trainable: trainable, activityRegularizer: activityRegularizer)
    track(layer, as: "layer")
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      try config.layer("layer"), activityRegularizer: try config.regularizer("activity_regularizer"),
      name: try config.name, trainable: try config.trainable)
  }

  public override var arguments: Arguments? { ["layer": layer] }

  public override var inputSpec: InputSpec? {
    InputSpec(rank: inputShape?.count, minimumRank: 3)
  }

  public override var takesIntegers: Bool { layer.takesIntegers }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool {
    layer.treatsSamplesAlone(training: training)
  }

  public override func validateElements(of input: Tensor) throws { try layer.validateElements(of: input) }

  public override func createWeights(inputShape: PartialShape) throws {
    try layer.build(inputShape: [inputShape[0]] + inputShape.dropFirst(2))
  }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    let mask = input.mask
    if let mask {
      guard mask.rank >= 2, mask.shape.prefix(2) == input.shape.prefix(2) else {
        throw StrataError.incompatibleInput(
          layer: name,
          expected: "a mask whose first two sizes are those of the input, \(Array(input.shape.prefix(2)))",
          found: "one of shape \(mask.shape)")
      }
    }
    if layer.treatsSamplesAlone(training: context.training) {
      func folded(_ tensor: Tensor) -> Tensor {
        tensor.reshaped([tensor.shape[0] * tensor.shape[1]] + tensor.shape.dropFirst(2))
      }
      let output = try layer(folded(input).masked(by: mask.map(folded)), context: context)
      return output.reshaped(Array(input.shape.prefix(2)) + output.shape.dropFirst())
    }
    func step(_ step: Int) throws -> Tensor {
      try layer(input[.all, step].masked(by: mask?[.all, step]), context: context)
    }
    if context.findsShapeOnly {
      return try step(0).expandedDims(axis: 1).repeated(input.shape[1], axis: 1)
    }
    return .stack(try (0..<input.shape[1]).map(step), axis: 1)
  }
}
