import StrataIO

/// The input times a number for each feature, as at the end of the blocks of ConvNeXt (Touvron et al., 2021).
///
/// Input `[batch, …, projectionDim]`, output of the same shape. Weight: `gamma` `[projectionDim]`.
public final class LayerScale: Layer {
  /// The first value of all numbers.
  public let initValues: Double
  /// The number of features.
  public let projectionDim: Int

  /// - Parameters:
  ///   - initValues: the first value of all numbers, mostly close to 0.
  ///   - projectionDim: the number of features.
  public init(_ initValues: Double, projectionDim: Int, name: String? = nil) {
    self.initValues = initValues
    self.projectionDim = projectionDim
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      try config.double("init_values"), projectionDim: try config.int("projection_dim", in: 1...),
      name: try config.name)
    trainable = try config.trainable
  }

  public override class var kerasModule: String { "keras.src.applications.convnext" }

  public override var arguments: Arguments? { ["init_values": initValues, "projection_dim": projectionDim] }

  /// Keras gives the name of the class to what it does not export.
  public override var json: JSONValue {
    get throws {
      guard var object = try super.json.object else { return .null }
      object["registered_name"] = .string(className)
      return .object(object)
    }
  }

  // MARK: Layer

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override var inputSpec: InputSpec? { InputSpec(minimumRank: 1, axes: [-1: projectionDim]) }

  public override func createWeights(inputShape: PartialShape) throws {
    try addWeight(name: "gamma", shape: [projectionDim], initializer: .constant(initValues))
  }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    try input * weight("gamma").value
  }
}
