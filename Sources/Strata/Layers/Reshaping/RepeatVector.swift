/// Each vector several times in a row, as a sequence: `[batch, features]` becomes `[batch, n, features]`.
public final class RepeatVector: Layer {
  /// The number of steps of the sequence.
  public let n: Int

  /// A layer that gives sequences of `n` steps.
  public init(_ n: Int, name: String? = nil) {
    self.n = n
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(try config.int("n"), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["n": n] }

  public override var takesIntegers: Bool { true }

  public override var inputSpec: InputSpec? { InputSpec(rank: 2) }

  public override func createWeights(inputShape: PartialShape) throws {
    try requireSizes([n], "n", count: 1)
  }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.expandedDims(axis: 1).repeated(n, axis: 1)
  }
}
