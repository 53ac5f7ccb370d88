import StrataGraph

/// The input times `scale` plus `offset`: `Rescaling(1 / 255)` brings pixels of bytes to 0 … 1.
public final class Rescaling: Layer {
  /// The factor.
  public let scale: Tensor
  /// What is added to the product.
  public let offset: Tensor
  /// Both as given, with all their digits.
  private let given: (scale: Tensor, offset: Tensor)

  /// A layer that multiplies by one number and adds another one.
  public convenience init(_ scale: Double, offset: Double = 0, name: String? = nil) {
    self.init(Tensor(scale), offset: Tensor(offset), name: name)
  }

  /// A layer that multiplies by a tensor and adds another one, such as a number for each channel: both are broadcast
  /// to the input.
  public init(_ scale: Tensor, offset: Tensor = Tensor(Float(0)), name: String? = nil) {
    self.scale = scale.converted(to: .float32)
    self.offset = offset.converted(to: .float32)
    given = (scale, offset)
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      try config.tensor("scale"), offset: try config.tensor("offset", default: 0), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["scale": given.scale, "offset": given.offset] }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    for (argument, factor) in [("scale", scale), ("offset", offset)] {
      guard broadcastShape(factor.shape, input.shape) == input.shape else {
        throw StrataError.incompatibleInput(
          layer: name, expected: "an input to which \(argument), of shape \(factor.shape), can be broadcast",
          found: "an input of shape \(input.shape)")
      }
    }
    return input * scale.converted(to: input.dtype) + offset.converted(to: input.dtype)
  }
}
