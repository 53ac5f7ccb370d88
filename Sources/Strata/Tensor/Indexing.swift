import StrataGraph

/// What one entry of a subscript selects.
public enum AxisSelection: Sendable, Hashable {
  /// One position; the axis is gone from the result.
  case position(Int)
  /// Every `step`-th position from `start`, before `end`; nil stands for the first or behind the last one.
  case range(start: Int?, end: Int?, step: Int)
  /// All axes that the other entries leave over, whole.
  case rest
  /// A new axis of size 1.
  case insertion
}

/// An entry of a tensor's subscript: an integer, a range of integers, or one of `.all`, `.ellipsis`, `.newAxis` and
/// `.stride(from:to:by:)`.
public protocol TensorIndex {
  /// What the entry selects.
  var selection: AxisSelection { get }
}

extension AxisSelection: TensorIndex {
  /// What the entry selects.
  public var selection: AxisSelection { self }
}

extension TensorIndex where Self == AxisSelection {
  /// The whole axis.
  public static var all: AxisSelection { .range(start: nil, end: nil, step: 1) }

  /// All axes that the other entries leave over, whole.
  public static var ellipsis: AxisSelection { .rest }

  /// A new axis of size 1.
  public static var newAxis: AxisSelection { .insertion }

  /// Every `step`-th position of an axis from `start`, before `end`.
  public static func stride(from start: Int? = nil, to end: Int? = nil, by step: Int) -> AxisSelection {
    .range(start: start, end: end, step: step)
  }
}

extension Int: TensorIndex {
  /// What the entry selects.
  public var selection: AxisSelection { .position(self) }
}

extension Range: TensorIndex where Bound == Int {
  /// What the entry selects.
  public var selection: AxisSelection { .range(start: lowerBound, end: upperBound, step: 1) }
}

extension ClosedRange: TensorIndex where Bound == Int {
  /// What the entry selects.
  public var selection: AxisSelection { .range(start: lowerBound, end: upperBound + 1, step: 1) }
}

extension PartialRangeFrom: TensorIndex where Bound == Int {
  /// What the entry selects.
  public var selection: AxisSelection { .range(start: lowerBound, end: nil, step: 1) }
}

extension PartialRangeUpTo: TensorIndex where Bound == Int {
  /// What the entry selects.
  public var selection: AxisSelection { .range(start: nil, end: upperBound, step: 1) }
}

extension PartialRangeThrough: TensorIndex where Bound == Int {
  /// What the entry selects.
  public var selection: AxisSelection {
    .range(start: nil, end: upperBound == -1 ? nil : upperBound + 1, step: 1)
  }
}

extension Tensor {
  /// A part of the tensor: `x[0]`, `x[1..<3]`, `x[.all, -1]`, `x[.ellipsis, .newAxis]`.
  ///
  /// There is one entry for each axis, from the first one on; axes without an entry are taken whole. Negative
  /// positions count from the end. Assigning replaces the part, for entries without a step and without
  /// `.newAxis`; the new value is broadcast to the part's shape. Stops with a message if a position does not exist.
  public subscript(indices: any TensorIndex..., file file: StaticString = #fileID, line line: UInt = #line)
    -> Tensor
  {
    get {
      let region = Region(indices.map(\.selection), of: shape, file: file, line: line)
      let isWhole = region.limit == shape && region.start.allSatisfy { $0 == 0 } && !region.hasStep
      if isWhole { return reshaped(region.resultShape) }
      let slice = Operation.slice(start: region.start, limit: region.limit, strides: region.steps)
      let attributes = region.start + region.limit + region.steps + region.resultShape
      return .composite("subscript", attributes, of: [self]) { operands in
        Tensor.apply(slice, operands).reshaped(region.resultShape)
      }
    }
    set {
      let region = Region(indices.map(\.selection), of: shape, file: file, line: line)
      require(!region.hasStep, "a part with steps cannot be assigned", file: file, line: line)
      let part = newValue.broadcast(to: region.resultShape, file: file, line: line)
      self = updated(at: region.start, with: part.reshaped(region.sizes), file: file, line: line)
    }
  }

  /// The tensor with the block that starts at the given position, one number for each axis, replaced by `block`.
  ///
  /// Stops with a message if the block does not fit there.
  public func updated(
    at start: [Int], with block: Tensor, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let fits =
      start.count == rank && block.rank == rank
      && shape.indices.allSatisfy { 0 <= start[$0] && start[$0] + block.shape[$0] <= shape[$0] }
    require(
      fits, "updated: a block of shape \(block.shape) at \(start) is not within \(shape)", file: file,
      line: line)
    return .composite("updated", start, of: [self, block.converted(to: dtype)]) { operands in
      .apply(.dynamicUpdateSlice, operands + start.map { operands[0].scalarOperand($0, .int32) })
    }
  }
}

/// The block of a tensor that a subscript selects.
private struct Region {
  var start: [Int] = []
  var limit: [Int] = []
  var steps: [Int] = []
  /// The shape after positions have lost their axes and new axes have come in.
  var resultShape: [Int] = []

  var hasStep: Bool { steps.contains { $0 != 1 } }
  var sizes: [Int] { zip(start, limit).map { $1 - $0 } }

  init(_ selections: [AxisSelection], of shape: [Int], file: StaticString, line: UInt) {
    let taken = selections.count { $0 != .insertion && $0 != .rest }
    let ellipses = selections.count { $0 == .rest }
    require(
      taken <= shape.count && ellipses <= 1,
      "a subscript with \(taken) entries and \(ellipses) ellipses for a tensor of shape \(shape)", file: file,
      line: line)
    for selection in ellipses == 0 ? selections + [.rest] : selections {
      switch selection {
      case .insertion: resultShape.append(1)
      case .rest: for _ in 0..<(shape.count - taken) { append(0, shape[start.count], 1) }
      case .position(let position):
        let size = shape[start.count]
        require(
          -size <= position && position < size,
          "position \(position) is not in axis \(start.count) of a tensor of shape \(shape)", file: file,
          line: line)
        let first = position < 0 ? position + size : position
        append(first, first + 1, 1)
        resultShape.removeLast()
      case .range(let from, let to, let step):
        let size = shape[start.count]
        let first = from.map { $0 < 0 ? $0 + size : $0 } ?? 0
        let end = to.map { $0 < 0 ? $0 + size : $0 } ?? size
        require(
          0 <= first && first <= end && end <= size && step > 0,
          "\(from ?? 0)..<\(to ?? size) by \(step) is not in axis \(start.count) of a tensor of shape \(shape)",
          file: file, line: line)
        append(first, end, step)
      }
    }
  }

  private mutating func append(_ first: Int, _ end: Int, _ step: Int) {
    start.append(first)
    limit.append(end)
    steps.append(step)
    resultShape.append((end - first + step - 1) / step)
  }
}
