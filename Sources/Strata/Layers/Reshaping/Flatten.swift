/// All axes but the batch axis become one: `[batch, a, b, …]` becomes `[batch, a · b · …]`.
public final class Flatten: Layer {
  /// Where the channels are.
  public let dataFormat: DataFormat

  /// - Parameter dataFormat: if the channels are first, they are moved to the end before, so that the order of
  ///   the elements does not depend on the format.
  public init(dataFormat: DataFormat = .channelsLast, name: String? = nil) {
    self.dataFormat = dataFormat
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(dataFormat: try config.dataFormat, name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["data_format": dataFormat] }

  public override var takesIntegers: Bool { true }

  public override var inputSpec: InputSpec? { InputSpec(minimumRank: 1) }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    dataFormat.channelsLast(input)
      .reshaped([input.shape[0], input.shape.dropFirst().reduce(1, *)])
  }
}
