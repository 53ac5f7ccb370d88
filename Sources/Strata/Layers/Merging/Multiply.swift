/// The product of the inputs.
///
/// What an input's mask leaves out counts as 1 there, so that the others decide, and as 0 if all inputs leave it out.
public final class Multiply: MergingLayer {
  /// A layer that multiplies its inputs.
  public init(name: String? = nil) { super.init(name: name) }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(name: try config.name)
    trainable = try config.trainable
  }

  override func merge(_ inputs: [Tensor]) throws -> Tensor {
    let masks = inputs.compactMap(\.maskOfElements)
    let factors = inputs.map { input in input.maskOfElements.map { select($0, input, 1) } ?? input }
    var product = factors.dropFirst().reduce(factors[0], *)
    guard masks.count == inputs.count else { return product }
    let counts = masks.dropFirst().reduce(masks[0]) { $0 .| $1 }
    product = select(counts, product, 0)
    product.mask = counts.any(axis: -1)
    return product
  }
}
