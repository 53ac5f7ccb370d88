/// x where it is not negative, else `alpha` · x with a trained `alpha` (He et al., 2015).
///
/// The weight `alpha` has the shape of a sample, with size 1 along shared axes.
public final class PReLU: Layer {
  /// The first values of `alpha`.
  public let alphaInitializer: any Initializer
  /// The penalty on `alpha`.
  public let alphaRegularizer: (any Regularizer)?
  /// The projection of `alpha` after each update.
  public let alphaConstraint: (any Constraint)?
  /// Axes along which all elements have the same `alpha`.
  public let sharedAxes: [Int]

  /// - Parameter sharedAxes: axes along which all elements have the same `alpha`; axis 1 is the first one of a
  ///   sample. `[1, 2]` after a convolution gives one for each channel.
  public init(
    alphaInitializer: any Initializer = .zeros, alphaRegularizer: (any Regularizer)? = nil,
    alphaConstraint: (any Constraint)? = nil, sharedAxes: any IntegerOrList = [Int](), name: String? = nil,
    trainable: Bool = true
  ) {
    self.alphaInitializer = alphaInitializer
    self.alphaRegularizer = alphaRegularizer
    self.alphaConstraint = alphaConstraint
    self.sharedAxes = sharedAxes.integers
    super.init(name: name, trainable: trainable)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      alphaInitializer: try config.initializer("alpha_initializer", default: .zeros),
      alphaRegularizer: try config.regularizer("alpha_regularizer"),
      alphaConstraint: try config.constraint("alpha_constraint"),
      sharedAxes: try config.ints("shared_axes", default: []), name: try config.name,
      trainable: try config.trainable)
  }

  public override var arguments: Arguments? {
    [
      "alpha_initializer": alphaInitializer, "alpha_regularizer": alphaRegularizer,
      "alpha_constraint": alphaConstraint, "shared_axes": sharedAxes.isEmpty ? nil : sharedAxes,
    ]
  }

  /// The slopes for negative elements.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var alpha: Variable { get throws { try weight("alpha") } }

  public override var inputSpec: InputSpec? {
    guard let rank = inputShape?.count else { return InputSpec(minimumRank: 2) }
    return InputSpec(rank: rank, axes: builtSizes(ofAxes: (1..<rank).filter { !sharedAxes.contains($0) }))
  }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(
      sharedAxes.allSatisfy { 1..<inputShape.count ~= $0 }, "sharedAxes",
      expected: "axes from 1 to \(inputShape.count - 1)", found: sharedAxes)
    let shape = try (1..<inputShape.count).map { axis in
      sharedAxes.contains(axis) ? 1 : try knownSize(ofAxis: axis, in: inputShape)
    }
    try addWeight(
      name: "alpha", shape: shape, initializer: alphaInitializer, regularizer: alphaRegularizer,
      constraint: alphaConstraint)
  }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.relu() - (try alpha.value) * (-input).relu()
  }
}
