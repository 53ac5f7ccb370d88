/// The first of two inputs minus the second.
public final class Subtract: MergingLayer {
  /// A layer that subtracts its second input from its first.
  public init(name: String? = nil) { super.init(name: name) }

  override func requireMergeable(_ shapes: [PartialShape]) throws {
    guard shapes.count == 2 else { throw mismatch("two inputs", shapes) }
    try super.requireMergeable(shapes)
  }

  override func merge(_ inputs: [Tensor]) throws -> Tensor { inputs[0] - inputs[1] }
}
