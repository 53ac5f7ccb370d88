/// What a layer demands of its input's shape.
public struct InputSpec: Sendable {
  /// The exact number of axes, the batch axis included.
  public var rank: Int?
  /// The smallest number of axes.
  public var minimumRank: Int?
  /// Sizes that axes must have; negative axes count from the end.
  public var axes: [Int: Int]

  /// The given demands, and no others.
  public init(rank: Int? = nil, minimumRank: Int? = nil, axes: [Int: Int] = [:]) {
    self.rank = rank
    self.minimumRank = minimumRank
    self.axes = axes
  }

  /// Demands the given sizes, where they are known.
  public init(exactly shape: PartialShape) {
    self.init(rank: shape.count)
    for (axis, size) in shape.enumerated() { axes[axis] = size }
  }

  /// Checks a shape against the demands.
  /// - Throws: `StrataError.incompatibleInput`.
  func check(_ shape: PartialShape, layer: String) throws {
    func fail(_ expected: String) -> StrataError {
      .incompatibleInput(
        layer: layer, expected: expected, found: "an input of shape \(shape.kerasDescription)")
    }
    if let rank, shape.count != rank { throw fail("an input with \(rank) axes, the batch included") }
    if let minimumRank, shape.count < minimumRank {
      throw fail("an input with at least \(minimumRank) axes, the batch included")
    }
    for (axis, size) in axes.sorted(by: { $0.key < $1.key }) {
      let position = axis < 0 ? shape.count + axis : axis
      guard shape.indices.contains(position) else { throw fail("an input with an axis \(axis)") }
      if let found = shape[position], found != size { throw fail("\(size) as the size of axis \(axis)") }
    }
  }
}
