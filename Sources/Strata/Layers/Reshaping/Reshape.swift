/// Another shape for each sample, with the same elements in the same order.
public final class Reshape: Layer {
  /// The shape of a sample, of which one size may be −1.
  public let targetShape: [Int]

  /// A layer that gives samples the shape `targetShape`; a size of −1 follows from the others.
  public init(_ targetShape: [Int], name: String? = nil) {
    self.targetShape = targetShape
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(try config.ints("target_shape"), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["target_shape": targetShape] }

  public override var takesIntegers: Bool { true }

  public override var inputSpec: InputSpec? { InputSpec(minimumRank: 1) }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(
      targetShape.allSatisfy { $0 == -1 || 1...Int(Int32.max) ~= $0 }
        && targetShape.count { $0 == -1 } <= 1,
      "targetShape", expected: "positive sizes, of which one may be -1", found: targetShape)
    let sizes = inputShape.dropFirst().compactMap { $0 }
    if sizes.count == inputShape.count - 1 { _ = try shape(for: sizes) }
  }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    input.reshaped([input.shape[0]] + (try shape(for: Array(input.shape.dropFirst()))))
  }

  /// The target shape with all sizes, for samples of the given shape.
  private func shape(for sampleShape: [Int]) throws -> [Int] {
    let count = sampleShape.reduce(1, *)
    let known = targetShape.filter { $0 != -1 }.reduce((1, false)) { product, size in
      let (value, overflow) = product.0.multipliedReportingOverflow(by: size)
      return (value, product.1 || overflow)
    }
    let fits = !known.1 && (targetShape.contains(-1) ? count % known.0 == 0 : count == known.0)
    guard fits else {
      throw StrataError.incompatibleInput(
        layer: name, expected: "samples with as many elements as \(targetShape)",
        found: "samples of shape \(sampleShape)")
    }
    return targetShape.map { $0 == -1 ? count / known.0 : $0 }
  }
}
