/// The inputs one after the other along an axis.
///
/// The inputs must have the same shape but for the size of that axis. Inputs without a mask count as a whole if others
/// have one.
public final class Concatenate: MergingLayer {
  /// The axis; negative ones count from the end.
  public let axis: Int

  /// - Parameter axis: the axis along which the inputs are put together; by default that of the features.
  public init(axis: Int = -1, name: String? = nil) {
    self.axis = axis
    super.init(name: name)
  }

  /// The layer that a file describes.
  convenience init(config: Config) throws {
    self.init(axis: try config.int("axis", default: -1), name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["axis": axis] }

  override func requireMergeable(_ shapes: [PartialShape]) throws {
    let axis = try position(ofAxis: axis, in: shapes[0])
    let fits = shapes.allSatisfy { shape in
      shape.count == shapes[0].count
        && shape.indices.allSatisfy {
          $0 == axis || shape[$0] == nil || shapes[0][$0] == nil || shape[$0] == shapes[0][$0]
        }
    }
    guard fits else { throw mismatch("inputs of the same shape but for axis \(self.axis)", shapes) }
  }

  public override func treatsSamplesAlone(training: Bool) -> Bool { axis != 0 }

  override func merge(_ inputs: [Tensor]) throws -> Tensor { .concatenate(inputs, axis: axis) }

  public override func computeMasks(_ inputs: [Tensor], masks: [Tensor?]) throws -> [Tensor?] {
    guard masks.contains(where: { $0 != nil }) else { return [nil] }
    let all = inputs.map { $0.maskOfElements ?? Tensor.ones($0.shape).converted(to: .bool) }
    return [Tensor.concatenate(all, axis: axis).any(axis: -1)]
  }
}
