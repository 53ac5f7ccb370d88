/// A trained vector for each of a number of things, such as the words of a vocabulary.
///
/// Input: the numbers of the things, from 0 to `inputDim` − 1, of any shape, mostly `[batch, time]`. Output: their
/// vectors, `[batch, time, outputDim]`. Other numbers throw `StrataError.incompatibleInput`. Weight: `embeddings`
/// `[inputDim, outputDim]`.
public final class Embedding: Layer {
  /// How many things there are.
  public let inputDim: Int
  /// The length of the vectors.
  public let outputDim: Int
  /// The first values of the vectors.
  public let embeddingsInitializer: any Initializer
  /// The penalty on the vectors.
  public let embeddingsRegularizer: (any Regularizer)?
  /// The projection of the vectors after each update.
  public let embeddingsConstraint: (any Constraint)?
  /// Whether the number 0 fills up short sequences: the output then has a mask that leaves it out.
  public let maskZero: Bool
  private let givenEmbeddings: Tensor?

  /// - Parameters:
  ///   - inputDim: one more than the largest number; with `maskZero` it counts 0 too.
  ///   - weights: the first values of the vectors, `[inputDim, outputDim]`, in place of those of the initializer.
  public init(
    _ inputDim: Int, _ outputDim: Int, embeddingsInitializer: any Initializer = .randomUniform(),
    embeddingsRegularizer: (any Regularizer)? = nil, activityRegularizer: (any Regularizer)? = nil,
    embeddingsConstraint: (any Constraint)? = nil, maskZero: Bool = false, weights: Tensor? = nil,
    name: String? = nil, trainable: Bool = true
  ) {
    self.inputDim = inputDim
    self.outputDim = outputDim
    self.embeddingsInitializer = embeddingsInitializer
    self.embeddingsRegularizer = embeddingsRegularizer
    self.embeddingsConstraint = embeddingsConstraint
    self.maskZero = maskZero
    givenEmbeddings = weights
    super.init(name: name, trainable: trainable, activityRegularizer: activityRegularizer)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    // Keras 2 also noted the length of the sequences, which has no effect.
    config.ignore("input_length")
    self.init(
      try config.int("input_dim"), try config.int("output_dim"),
      embeddingsInitializer: try config.initializer("embeddings_initializer", default: .randomUniform()),
      embeddingsRegularizer: try config.regularizer("embeddings_regularizer"),
      activityRegularizer: try config.regularizer("activity_regularizer"),
      embeddingsConstraint: try config.constraint("embeddings_constraint"),
      maskZero: try config.bool("mask_zero", default: false), name: try config.name,
      trainable: try config.trainable)
  }

  public override var arguments: Arguments? {
    [
      "input_dim": inputDim, "output_dim": outputDim, "embeddings_initializer": embeddingsInitializer,
      "embeddings_regularizer": embeddingsRegularizer, "activity_regularizer": activityRegularizer,
      "embeddings_constraint": embeddingsConstraint, "mask_zero": maskZero, "quantization_config": nil,
    ]
  }

  /// The weight `[inputDim, outputDim]`.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public var embeddings: Variable { get throws { try weight("embeddings") } }

  public override var takesIntegers: Bool { true }

  public override var inputSpec: InputSpec? { InputSpec(minimumRank: 1) }

  public override var supportsMasking: Bool { maskZero }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(inputDim > 0, "inputDim", expected: "positive", found: inputDim)
    try require(outputDim > 0, "outputDim", expected: "positive", found: outputDim)
    let embeddings = try addWeight(
      name: "embeddings", shape: [inputDim, outputDim], initializer: embeddingsInitializer,
      regularizer: embeddingsRegularizer, constraint: embeddingsConstraint)
    if let givenEmbeddings { try embeddings.assign(givenEmbeddings) }
  }

  public override func validateElements(of input: Tensor) throws {
    let numbers: [Int32] = input.converted(to: .int32).scalars()
    guard let position = numbers.firstIndex(where: { !(0..<inputDim ~= Int($0)) }) else { return }
    throw StrataError.incompatibleInput(
      layer: name, expected: "numbers from 0 to \(inputDim - 1)",
      found: "\(numbers[position]) in sample \(position / max(input.shape.dropFirst().reduce(1, *), 1))")
  }

  public override func computeMask(_ input: Tensor, mask: Tensor?) throws -> Tensor? { input .!= 0 }

  // Small floating-point types do not have all the numbers.
  public override var autocast: Bool { false }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    try embeddings.value.take(input.converted(to: .int32), axis: 0).converted(to: computeDType)
  }
}
