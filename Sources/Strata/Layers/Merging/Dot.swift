/// The dot products of two inputs along one axis of each, sample by sample.
///
/// Inputs `[batch, …]`; output `[batch, …]` with the other axes of the first input and then those of the second, or
/// `[batch, 1]` if there are none. The output has no mask.
public final class Dot: MergingLayer {
  /// The axis of each input; negative ones count from the end.
  public let axes: [Int]
  /// Whether samples are divided by their length along the axis before, so that the output is the cosine of the angle
  /// between them.
  public let normalize: Bool
  /// The axes as given: one for both inputs or one for each.
  let givenAxes: any IntegerOrList

  /// - Parameters:
  ///   - axes: the axis of both inputs, or that of each; not the batch axis.
  ///   - normalize: whether to divide samples by their length before.
  public init(axes: any IntegerOrList, normalize: Bool = false, name: String? = nil) {
    givenAxes = axes
    self.axes = axes.perAxis(2)
    self.normalize = normalize
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      axes: try config.integerOrList("axes"), normalize: try config.bool("normalize", default: false),
      name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? {
    ["axes": givenAxes.integers.integerIfSingle, "normalize": normalize]
  }

  public override var takesIntegers: Bool { false }

  override func requireMergeable(_ shapes: [PartialShape]) throws {
    guard shapes.count == 2, shapes.allSatisfy({ $0.count >= 2 }) else {
      throw mismatch("two inputs with at least two axes, the batch included", shapes)
    }
    try require(axes.count == 2, "axes", expected: "one axis or two", found: axes)
    let positions = try zip(axes, shapes).map { try position(ofAxis: $0, in: $1) }
    try require(!positions.contains(0), "axes", expected: "other axes than that of the batch", found: axes)
    let (left, right) = (shapes[0][positions[0]], shapes[1][positions[1]])
    guard left == nil || right == nil || left == right else {
      throw mismatch("inputs with axes \(axes[0]) and \(axes[1]) of the same size", shapes)
    }
    guard shapes[0][0] == nil || shapes[1][0] == nil || shapes[0][0] == shapes[1][0] else {
      throw mismatch("inputs with as many samples each", shapes)
    }
  }

  public override func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    let operands = try zip(inputs, axes).map { input, axis in
      let position = try position(ofAxis: axis, in: input.shape)
      let rows = (normalize ? normalized(input, axis: position) : input).movingAxis(
        position, to: input.rank - 1)
      return rows.reshaped([rows.shape[0], rows.shape.dropFirst().dropLast().reduce(1, *), rows.shape.last!])
    }
    let products = matmul(operands[0], operands[1].swappingAxes(1, 2))
    let others = try zip(inputs, axes).flatMap { input, axis in
      var shape = input.shape
      shape.remove(at: try position(ofAxis: axis, in: input.shape))
      return shape.dropFirst()
    }
    return [products.reshaped([inputs[0].shape[0]] + (others.isEmpty ? [1] : others))]
  }

  private func normalized(_ input: Tensor, axis: Int) -> Tensor {
    let inverseLength = (input * input).sum(axis: axis, keepDims: true).rsqrt()
    return input * minimum(inverseLength, 1e7)
  }

  public override func computeMasks(_ inputs: [Tensor], masks: [Tensor?]) throws -> [Tensor?] { [nil] }
}
