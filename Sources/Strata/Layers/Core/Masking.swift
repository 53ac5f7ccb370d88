/// Marks the steps of a sequence at which all features have one value as steps that do not count.
///
/// Input `[batch, time, features]`; the output is the same, with zeros at those steps and a mask `[batch, time]`,
/// by which recurrent layers pass them over and the loss leaves them out.
public final class Masking: Layer {
  /// The value of all features at a step that does not count.
  public let maskValue: Double

  /// - Parameter maskValue: the value of all features at a step that does not count.
  public init(maskValue: Double = 0, name: String? = nil) {
    self.maskValue = maskValue
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(maskValue: try config.double("mask_value", default: 0), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["mask_value": maskValue] }

  public override var inputSpec: InputSpec? { InputSpec(minimumRank: 2) }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func computeMask(_ input: Tensor, mask: Tensor?) throws -> Tensor? {
    (input .!= maskValue).any(axis: -1)
  }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    select((input .!= maskValue).any(axis: -1, keepDims: true), input, 0)
  }
}
