import StrataGraph

/// XLA's own operation takes any of equal maxima, and is slow.
extension Graph {
  /// Gives each window's source to the place of its first maximum.
  ///
  /// One axis after the other, the last one first: the first row that has the maximum has it first. Then the sources go
  /// the same way back.
  mutating func selectAndScatter(_ x: Value, _ source: Value, _ window: Window) -> Value {
    let smallest = add(.constant(Reduction.maximum.neutralElement(self[x].dtype)))
    var candidates: Candidates = (
      padded(x, window, filling: smallest),
      padded(places(in: self[x].shape, window), window, filling: scalar(Self.padding, .int32))
    )
    var stages: [(axis: Int, places: Value, winners: Value)] = []
    for axis in window.axes.reversed() {
      let best = firstMaxima(candidates, axis, window)
      stages.append((axis, candidates.places, best.places))
      candidates = best
    }
    let spreadSource = stages.reversed().reduce(source) { source, stage in
      givenBack(source, to: stage.places, from: stage.winners, stage.axis, window)
    }
    return padded(
      spreadSource, low: window.paddingLow.map(-), high: window.paddingHigh.map(-),
      filling: scalar(0, self[x].dtype))
  }

  /// The number of each place among those along the axes on which a window moves or is wide, in row-major order.
  private mutating func places(in shape: [Int], _ window: Window) -> Value {
    let sizes = window.axes.map { shape[$0] }
    let numbers = add(.iota(TensorType(.int32, [sizes.reduce(1, *)]), axis: 0))
    return broadcast(reshape(numbers, to: sizes), to: shape, axes: window.axes)
  }

  /// Elements, and the places where they were. A NaN is a maximum. Where a window is all padding, its maximum is at a
  /// place that there is not.
  private typealias Candidates = (values: Value, places: Value)

  private static let padding = Double(Int32.max)

  private mutating func firstMaxima(
    _ candidates: Candidates, _ axis: Int, _ window: Window
  ) -> Candidates {
    var best = part(of: candidates, axis, offset: 0, window)
    for offset in 1..<max(window.size[axis], 1) {
      let next = part(of: candidates, axis, offset: offset, window)
      var isBetter = add(.unary(.not), compare(.lessEqual, next.values, best.values))
      if self[best.values].dtype.isFloatingPoint {
        isBetter = and(isBetter, compare(.equal, best.values, best.values))
      }
      if window.hasPadding {
        isBetter = add(.binary(.or), isBetter, compare(.equal, best.places, Self.padding))
      }
      best = (
        select(isBetter, next.values, best.values), select(isBetter, next.places, best.places)
      )
    }
    return best
  }

  /// What is at one offset from the starts of all windows along an axis.
  private mutating func part(
    of candidates: Candidates, _ axis: Int, offset: Int, _ window: Window
  ) -> Candidates {
    let shape = self[candidates.values].shape
    var (start, limit, strides) = (shape.map { _ in 0 }, shape, shape.map { _ in 1 })
    start[axis] = offset
    limit[axis] = shape[axis] - window.size[axis] + offset + 1
    strides[axis] = window.strides[axis]
    return (
      slice(candidates.values, start, limit, strides), slice(candidates.places, start, limit, strides)
    )
  }

  /// What the places along an axis get from the windows whose winners they are: those that start at the place or the
  /// `⌈size / stride⌉` starts before it.
  private mutating func givenBack(
    _ source: Value, to places: Value, from winners: Value, _ axis: Int, _ window: Window
  ) -> Value {
    let (size, stride) = (window.size[axis], window.strides[axis])
    let (winners, source) = (repeated(winners, stride, axis), repeated(source, stride, axis))
    let nothing = fill(0, TensorType(self[source].dtype, self[places].shape))
    let parts = (0..<(size + stride - 1) / stride).map { distance in
      let winner = shifted(winners, by: distance * stride, axis, like: places, filling: -1)
      let source = shifted(source, by: distance * stride, axis, like: places, filling: 0)
      return select(compare(.equal, winner, places), source, nothing)
    }
    return parts.dropFirst().reduce(parts[0]) { plus($0, $1) }
  }

  /// Repeats each element along an axis.
  private mutating func repeated(_ x: Value, _ count: Int, _ axis: Int) -> Value {
    if count == 1 { return x }
    var shape = self[x].shape
    let axes = shape.indices.map { $0 <= axis ? $0 : $0 + 1 }
    let spread = broadcast(x, to: shape[...axis] + [count] + shape[(axis + 1)...], axes: axes)
    shape[axis] *= count
    return reshape(spread, to: shape)
  }

  /// The elements as they are seen from places further on along an axis.
  private mutating func shifted(
    _ x: Value, by distance: Int, _ axis: Int, like places: Value, filling: Double
  ) -> Value {
    let shape = self[x].shape
    var (low, high) = (shape.map { _ in 0 }, shape.map { _ in 0 })
    low[axis] = distance
    high[axis] = self[places].shape[axis] - shape[axis] - distance
    return padded(x, low: low, high: high, filling: scalar(filling, self[x].dtype))
  }

  private mutating func padded(_ x: Value, _ window: Window, filling: Value) -> Value {
    padded(x, low: window.paddingLow, high: window.paddingHigh, filling: filling)
  }

  private mutating func padded(_ x: Value, low: [Int], high: [Int], filling: Value) -> Value {
    if (low + high).allSatisfy({ $0 == 0 }) { return x }
    return add(.pad(low: low, high: high, interior: low.map { _ in 0 }), x, filling)
  }
}

extension Window {
  /// The axes on which it moves or is wide.
  fileprivate var axes: [Int] { size.indices.filter { size[$0] > 1 || strides[$0] > 1 } }

  fileprivate var hasPadding: Bool { (paddingLow + paddingHigh).contains { $0 > 0 } }
}
