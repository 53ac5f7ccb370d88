/// Other places for the axes of each sample: `Permute([2, 1])` swaps the axes of matrices.
public final class Permute: Layer {
  /// For each axis of a sample of the output, which one of the input it is, counted from 1.
  public let dims: [Int]

  /// A layer whose output has axis `dims[i]` of the input as its axis i + 1; axis 1 is the first one of a sample.
  public init(_ dims: [Int], name: String? = nil) {
    self.dims = dims
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(try config.ints("dims"), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["dims": dims] }

  public override var takesIntegers: Bool { true }

  public override var inputSpec: InputSpec? { InputSpec(rank: dims.count + 1) }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(
      dims.sorted() == Array(1..<(dims.count + 1)), "dims", expected: "each axis from 1 on once", found: dims)
  }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.transposed([0] + dims)
  }
}
