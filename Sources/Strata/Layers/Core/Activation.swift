/// An activation function as a layer of its own.
public final class Activation: Layer {
  /// The function applied to the output.
  public let activation: ActivationFunction

  /// A layer that applies the given function.
  public init(_ activation: ActivationFunction, name: String? = nil) {
    self.activation = activation
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(try config.activation("activation"), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["activation": activation] }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    try activation(input)
  }
}
