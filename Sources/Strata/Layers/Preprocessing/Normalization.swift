import StrataGraph

/// The input minus the mean, divided by the standard deviation, each for every position along some axes.
///
/// Mean and variance are given, or taken from data by `adapt(to:)`; before that they are 0 and 1. Input of any shape
/// with these axes; output of the same shape. Weights, unless they are given: `mean` and `variance` of the axes' sizes,
/// and `count`, which Keras keeps for old files. Training changes none of them.
public final class Normalization: Layer {
  /// The axes with a mean of their own for each position; the others share one.
  public let axis: [Int]
  /// Whether the layer does the opposite: multiplies by the standard deviation and adds the mean.
  public let invert: Bool
  private let given: (mean: Tensor, variance: Tensor)?

  /// A layer that takes mean and variance from data.
  /// - Parameter axis: the axis, or the axes, with a mean of their own for each position; `[]` for one mean of all.
  public convenience init(axis: any IntegerOrList = -1, invert: Bool = false, name: String? = nil) {
    self.init(axis: axis.integers, given: nil, invert: invert, name: name)
  }

  /// A layer with known mean and variance: one number each, or tensors of the sizes of the axes.
  public convenience init(
    mean: Tensor, variance: Tensor, axis: any IntegerOrList = -1, invert: Bool = false, name: String? = nil
  ) {
    self.init(axis: axis.integers, given: (mean, variance), invert: invert, name: name)
  }

  private init(axis: [Int], given: (Tensor, Tensor)?, invert: Bool, name: String?) {
    self.axis = axis
    self.given = given
    self.invert = invert
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    let isGiven = config.json("mean") != nil
    guard isGiven == (config.json("variance") != nil) else {
      throw config.error("variance", "mean and variance must be given both or neither")
    }
    self.init(
      axis: try config.has("axis") ? config.optionalInts("axis") ?? [] : [-1],
      given: isGiven ? (try config.tensor("mean"), try config.tensor("variance")) : nil,
      invert: try config.bool("invert", default: false), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? {
    ["axis": axis, "invert": invert, "mean": given?.mean, "variance": given?.variance]
  }

  /// Takes mean and variance from data, after building the layer if need be.
  /// - Parameter data: samples, as the layer gets them in a call.
  /// - Throws: `StrataError.invalidArgument` if mean and variance were given, or what building the layer throws.
  public func adapt(to data: Tensor) throws {
    try require(
      given == nil, "data", expected: "for a layer without given mean and variance", found: data.shape)
    let shape: PartialShape = data.shape
    try build(inputShape: PartialShape(batchesLike: data.shape))
    try validate(inputShapes: [shape])
    let shared = data.shape.indices.filter { !positions(shape.count).contains($0) }
    let values = data.converted(to: .float32)
    let mean = values.mean(axes: shared, keepDims: true)
    let deviation = values - mean
    let sizes = try weight("mean").shape
    try weight("mean").assign(mean.reshaped(sizes))
    try weight("variance").assign((deviation * deviation).mean(axes: shared).reshaped(sizes))
  }

  // MARK: Layer

  public override var inputSpec: InputSpec? {
    guard let inputShape else { return nil }
    let axes = positions(inputShape.count).compactMap { axis in inputShape[axis].map { (axis, $0) } }
    return InputSpec(rank: inputShape.count, axes: Dictionary(uniqueKeysWithValues: axes))
  }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(
      inputShape.contains(axes: axis), "axis",
      expected: "different axes of the input \(inputShape.kerasDescription)", found: axis)
    let sizes = try positions(inputShape.count).map { axis in
      guard let size = inputShape[axis] else {
        throw StrataError.incompatibleInput(
          layer: name, expected: "an input with a known size of axis \(axis)",
          found: inputShape.kerasDescription)
      }
      return size
    }
    if let given {
      for (argument, values) in [("mean", given.mean), ("variance", given.variance)] {
        try require(
          values.shape == given.mean.shape && broadcastShape(values.shape, sizes) == sizes, argument,
          expected: "a number, or numbers for axes of the sizes \(sizes)", found: values.shape)
      }
    } else {
      try addWeight(name: "mean", shape: sizes, initializer: .zeros, trainable: false)
      try addWeight(name: "variance", shape: sizes, initializer: .ones, trainable: false)
      try addWeight(name: "count", shape: [], dtype: .int32, initializer: .zeros, trainable: false)
    }
  }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    let axes = positions(input.rank)
    func values(_ name: String, _ given: Tensor?) throws -> Tensor {
      let values = try given?.converted(to: input.dtype) ?? weight(name).value
      var shape = input.shape.map { _ in 1 }
      for (axis, size) in zip(axes.suffix(values.rank), values.shape) { shape[axis] = size }
      return values.reshaped(shape)
    }
    let mean = try values("mean", given?.mean)
    let deviation = maximum(try values("variance", given?.variance).sqrt(), 1e-7)
    return invert ? mean + input * deviation : (input - mean) / deviation
  }

  /// The axes counted from the start, in ascending order.
  private func positions(_ rank: Int) -> [Int] { axis.map { $0 < 0 ? $0 + rank : $0 }.sorted() }
}
