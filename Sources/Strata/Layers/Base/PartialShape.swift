import StrataGraph

/// Sizes of axes of which some may not be known; nil stands for any size, as the batch axis mostly is.
public typealias PartialShape = [Int?]

extension PartialShape {
  /// The shape of batches of any size of which one has the given shape.
  init(batchesLike shape: [Int]) { self = shape.enumerated().map { axis, size in axis == 0 ? nil : size } }

  /// As Keras prints it: `(None, 28, 28, 1)`.
  var kerasDescription: String { kerasTuple(map { $0.map(String.init) ?? "None" }) }
}

/// What is known of a tensor before there is any data: its element type and a part of its shape.
struct PartialType: Hashable {
  var shape: PartialShape
  var dtype: DType

  init(_ shape: PartialShape, _ dtype: DType) {
    self.shape = shape
    self.dtype = dtype
  }
}

extension Collection {
  /// Whether axes, which may count from the end, are different axes of this shape.
  func contains(axes: [Int]) -> Bool {
    let positions = axes.map { $0 < 0 ? $0 + count : $0 }
    return positions.allSatisfy { 0..<count ~= $0 } && Set(positions).count == axes.count
  }
}

/// As Python prints a tuple of the given parts.
func kerasTuple(_ parts: [String]) -> String {
  parts.count == 1 ? "(\(parts[0]),)" : "(\(parts.joined(separator: ", ")))"
}
