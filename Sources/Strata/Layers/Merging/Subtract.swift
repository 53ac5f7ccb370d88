/// The first of two inputs minus the second.
public final class Subtract: MergingLayer {
  /// A layer that subtracts its second input from its first.
  public init(name: String? = nil) { super.init(name: name) }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(name: try config.name)
    trainable = try config.trainable
  }

  override func requireMergeable(_ shapes: [PartialShape]) throws {
    guard shapes.count == 2 else { throw mismatch("two inputs", shapes) }
    try super.requireMergeable(shapes)
  }

  override func merge(_ inputs: [Tensor]) throws -> Tensor { inputs[0] - inputs[1] }
}
