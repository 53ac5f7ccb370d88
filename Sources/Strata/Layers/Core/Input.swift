import StrataGraph

/// The shape of the data that a model works on: the first layer of a `Sequential`, or what the layers of a functional
/// model are called on. It passes the data on unchanged.
public final class Input: Layer {
  /// The shape with the batch axis in front.
  public let batchShape: PartialShape
  /// The element type that inputs are converted to.
  public let dtype: DType

  /// - Parameters:
  ///   - shape: the shape of one sample; nil for sizes that may vary.
  ///   - batchSize: the number of samples in a batch if it is always the same.
  public init(
    shape: PartialShape, batchSize: Int? = nil, dtype: DType = .float32, name: String? = nil
  ) {
    batchShape = [batchSize] + shape
    self.dtype = dtype
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    let shapeArgument = config.json("batch_shape") == nil ? "batch_input_shape" : "batch_shape"
    let batchShape = try config.shape(shapeArgument)
    guard let batchSize = batchShape.first else {
      throw config.error(shapeArgument, "must have a batch axis")
    }
    let dtypeName = try config.string("dtype", default: "float32")
    guard let dtype = DType(name: dtypeName) else {
      throw config.error("dtype", "Strata has no element type '\(dtypeName)'")
    }
    for kind in ["sparse", "ragged", "optional"] {
      try config.require(kind, .bool(false), because: "Strata has no \(kind) inputs")
    }
    self.init(
      shape: Array(batchShape.dropFirst()), batchSize: batchSize, dtype: dtype, name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? {
    [
      "batch_shape": batchShape, "dtype": dtype.name, "sparse": false, "ragged": false, "name": name,
      "optional": false,
    ]
  }

  override var commonArguments: Arguments { [:] }

  public override class var className: String { "InputLayer" }

  public override var takesIntegers: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override var inputSpec: InputSpec? { InputSpec(exactly: batchShape) }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(
      batchShape.allSatisfy { $0.map { $0 > 0 } ?? true }, "shape", expected: "positive sizes or nil",
      found: batchShape.kerasDescription)
  }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.converted(to: dtype)
  }
}
