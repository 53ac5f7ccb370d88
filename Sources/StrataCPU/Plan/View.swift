import StrataGraph

/// Elements of some memory, in the row-major order of a shape, without a copy.
struct View: Hashable {
  enum Source: Hashable {
    /// The memory of a value.
    case value(Value)
    /// No memory: element i has the value i. What an iota looks at.
    case counter(DType)
  }

  var source: Source
  /// The first element's place, in elements.
  var offset: Int
  var shape: [Int]
  /// In elements; 0 along a broadcast axis, negative along a reversed one.
  var strides: [Int]

  /// All of a value, as it lies in memory.
  init(_ value: Value, shape: [Int]) {
    self.init(source: .value(value), offset: 0, shape: shape, strides: rowMajorStrides(shape))
  }

  init(source: Source, offset: Int, shape: [Int], strides: [Int]) {
    self.source = source
    self.offset = offset
    self.shape = shape
    self.strides = strides
  }

  var count: Int { shape.reduce(1, *) }

  /// The value whose memory this looks at, if there is one.
  var root: Value? {
    if case .value(let value) = source { value } else { nil }
  }

  /// Whether the elements lie one after the other.
  var isContiguous: Bool {
    guard root != nil else { return false }
    var expected = 1
    for axis in shape.indices.reversed() where shape[axis] != 1 {
      if strides[axis] != expected { return count == 0 }
      expected *= shape[axis]
    }
    return true
  }

  /// Whether a copy by blocks, a step of its own, beats reading with large strides.
  var isCopiedByBlocks: Bool {
    guard root != nil, let stride = collapsed().strides.last else { return false }
    return count >= 4096 && abs(stride) >= 16
  }

  // MARK: Views of views

  func broadcast(to newShape: [Int], axes: [Int]) -> View {
    var result = self
    result.shape = newShape
    result.strides = newShape.map { _ in 0 }
    for (axis, target) in axes.enumerated() where shape[axis] != 1 { result.strides[target] = strides[axis] }
    return result
  }

  func transposed(_ permutation: [Int]) -> View {
    var result = self
    result.shape = permutation.map { shape[$0] }
    result.strides = permutation.map { strides[$0] }
    return result
  }

  func reversed(_ axes: [Int]) -> View {
    var result = self
    for axis in axes where shape[axis] > 0 {
      result.offset += strides[axis] * (shape[axis] - 1)
      result.strides[axis] = -strides[axis]
    }
    return result
  }

  func sliced(start: [Int], limit: [Int], steps: [Int]) -> View {
    var result = self
    for axis in shape.indices {
      result.offset += start[axis] * strides[axis]
      result.strides[axis] = strides[axis] * steps[axis]
      result.shape[axis] = (limit[axis] - start[axis] + steps[axis] - 1) / steps[axis]
    }
    return result
  }

  /// The same elements in the same order under another shape, or nil if strides cannot express it.
  func reshaped(to newShape: [Int]) -> View? {
    if newShape == shape { return self }
    var result = self
    result.shape = newShape
    result.strides = rowMajorStrides(newShape)
    if count == 0 { return result }
    let blocks = collapsed()
    var axis = newShape.count - 1
    for block in blocks.shape.indices.reversed() {
      var remaining = blocks.shape[block]
      var stride = blocks.strides[block]
      while remaining > 1 {
        guard axis >= 0, remaining % newShape[axis] == 0 else { return nil }
        result.strides[axis] = stride
        stride *= newShape[axis]
        remaining /= newShape[axis]
        axis -= 1
      }
    }
    return result
  }

  /// The same elements with as few axes as can be: none of size 1, and neighbours merged.
  func collapsed() -> View {
    var result = View(source: source, offset: offset, shape: [], strides: [])
    for axis in shape.indices where shape[axis] != 1 {
      if let last = result.strides.last, last == strides[axis] * shape[axis] {
        result.shape[result.shape.count - 1] *= shape[axis]
        result.strides[result.strides.count - 1] = strides[axis]
      } else {
        result.shape.append(shape[axis])
        result.strides.append(strides[axis])
      }
    }
    return result
  }
}
