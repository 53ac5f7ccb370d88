/// exp(x) divided by its sum along one or several axes.
///
/// If the input has a mask, elements that do not count are left out of the sum and become 0.
public final class Softmax: Layer {
  /// The axes along which the result adds up to 1.
  public let axis: [Int]

  /// - Parameter axis: the axis, or the axes, along which the result adds up to 1.
  public init(axis: any IntegerOrList = -1, name: String? = nil) {
    self.axis = axis.integers
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(axis: try config.ints("axis", default: [-1]), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["axis": axis.integerIfSingle] }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(
      !axis.isEmpty && inputShape.contains(axes: axis), "axis",
      expected: "different axes of the input \(inputShape.kerasDescription)", found: axis)
  }

  public override var inputSpec: InputSpec? { InputSpec(rank: inputShape?.count) }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { !axis.contains(0) }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    guard let mask = input.mask else { return softmax(input) }
    guard broadcastShape(mask.shape, input.shape) == input.shape else {
      throw StrataError.incompatibleInput(
        layer: name, expected: "a mask that can be broadcast to the input \(input.shape)",
        found: "one of shape \(mask.shape)")
    }
    return select(mask, softmax(select(mask, input, -1e9)), 0)
  }

  private func softmax(_ x: Tensor) -> Tensor {
    axis.count == 1 ? x.softmax(axis: axis[0]) : (x - x.logSumExp(axes: axis, keepDims: true)).exp()
  }
}
