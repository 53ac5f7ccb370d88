/// The larger elements of the inputs.
///
/// What an input's mask leaves out does not take part.
public final class Maximum: ExtremumLayer {
  override func chosen(_ left: Tensor, _ right: Tensor) -> Tensor { maximum(left, right) }
}

/// The smaller elements of the inputs.
///
/// What an input's mask leaves out does not take part.
public final class Minimum: ExtremumLayer {
  override func chosen(_ left: Tensor, _ right: Tensor) -> Tensor { minimum(left, right) }
}

/// What `Maximum` and `Minimum` have in common.
public class ExtremumLayer: MergingLayer {
  /// A layer that takes one of its inputs for each element.
  public init(name: String? = nil) { super.init(name: name) }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(name: try config.name)
    trainable = try config.trainable
  }

  /// The elements of one or the other.
  func chosen(_ left: Tensor, _ right: Tensor) -> Tensor {
    stop("\(Self.self) does not override chosen(_:_:)")
  }

  override func merge(_ inputs: [Tensor]) throws -> Tensor {
    var output = inputs[0]
    var counts = inputs[0].maskOfElements
    for input in inputs.dropFirst() {
      var other = input
      let otherCounts = input.maskOfElements
      if let otherCounts { other = select(otherCounts, other, output) }
      if let counts { output = select(counts, output, other) }
      counts = if let counts, let otherCounts { counts .| otherCounts } else { nil }
      output = chosen(output, other)
    }
    output.mask = counts?.any(axis: -1)
    return output
  }
}
