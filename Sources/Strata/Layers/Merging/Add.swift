/// The sum of the inputs.
public final class Add: MergingLayer {
  /// A layer that adds its inputs.
  public init(name: String? = nil) { super.init(name: name) }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(name: try config.name)
    trainable = try config.trainable
  }

  override func merge(_ inputs: [Tensor]) throws -> Tensor { inputs.dropFirst().reduce(inputs[0], +) }
}
