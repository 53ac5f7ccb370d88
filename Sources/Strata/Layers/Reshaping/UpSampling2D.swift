/// Larger images: each pixel becomes a block of pixels, with colors in between if `interpolation` says so.
///
/// Input `[batch, height, width, channels]`, output `[batch, height · size[0], width · size[1], channels]`.
public final class UpSampling2D: Layer {
  /// The factors for height and width.
  public let size: [Int]
  /// Where the channels are.
  public let dataFormat: DataFormat
  /// Where the colors of the new pixels come from.
  public let interpolation: Interpolation

  /// A layer with the given properties. `size` is one number, such as `2`, or one for the height and one for the
  /// width, such as `[2, 3]`.
  public init(
    size: any IntegerOrList = 2, dataFormat: DataFormat = .channelsLast,
    interpolation: Interpolation = .nearest, name: String? = nil
  ) {
    self.size = size.perAxis(2)
    self.dataFormat = dataFormat
    self.interpolation = interpolation
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(
      size: try config.integerOrList("size", default: 2), dataFormat: try config.dataFormat,
      interpolation: try config.choice("interpolation", default: .nearest), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? {
    ["size": size, "data_format": dataFormat, "interpolation": interpolation]
  }

  public override var takesIntegers: Bool { interpolation == .nearest }

  public override var inputSpec: InputSpec? { InputSpec(rank: 4) }

  public override func createWeights(inputShape: PartialShape) throws {
    try requireSizes(size, "size", count: 2)
  }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    zip(dataFormat.spatialAxes(rank: 4), size).reduce(input) { image, scaling in
      let (axis, factor) = scaling
      // Large weights do not matter where only the shape does.
      guard !context.findsShapeOnly,
        let weights = interpolation.weights(size: image.shape[axis], factor: factor)
      else {
        return image.repeated(factor, axis: axis)
      }
      return tensordot(image, weights.converted(to: image.dtype), axes: ([axis], [0])).movingAxis(
        -1, to: axis)
    }
  }
}
