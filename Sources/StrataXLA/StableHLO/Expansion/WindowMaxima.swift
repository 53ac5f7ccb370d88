import StrataGraph

/// XLA's own operation takes any of equal maxima, and is slow.
extension Graph {
  /// Gives each window's source to the place of its first maximum.
  ///
  /// Every place looks at the windows that it may be in: those of the nearest `⌈size / stride⌉` starts along each axis.
  mutating func selectAndScatter(_ x: Value, _ source: Value, _ window: Window) -> Value {
    let shape = self[x].shape
    let places = places(in: shape, window)
    let winners = spread(firstMaxima(x, places, window), window)
    let sources = spread(source, window)
    let nowhere = scalar(-1, .int32)
    let zero = scalar(0, self[x].dtype)
    let nothing = zeros(like: x)
    let parts = window.distances.map { distance in
      let winner = shifted(winners, by: distance, window, to: shape, filling: nowhere)
      let source = shifted(sources, by: distance, window, to: shape, filling: zero)
      return select(compare(.equal, winner, places), source, nothing)
    }
    return parts.dropFirst().reduce(parts[0]) { plus($0, $1) }
  }

  /// The number of each place among those along the axes on which a window moves or is wide, in row-major order.
  private mutating func places(in shape: [Int], _ window: Window) -> Value {
    let sizes = window.axes.map { shape[$0] }
    let numbers = add(.iota(TensorType(.int32, [sizes.reduce(1, *)]), axis: 0))
    return broadcast(reshape(numbers, to: sizes), to: shape, axes: window.axes)
  }

  private typealias Candidates = (values: Value, places: Value)

  /// The place of the first maximum of each window; a NaN is one. Where a window is all padding, a place that there is
  /// not.
  ///
  /// One axis after the other, the last one first: the first row that has the maximum has it first.
  private mutating func firstMaxima(_ x: Value, _ places: Value, _ window: Window) -> Value {
    let smallest = add(.constant(Reduction.maximum.neutralElement(self[x].dtype)))
    let candidates: Candidates = (
      padded(x, window, filling: smallest), padded(places, window, filling: scalar(Self.padding, .int32))
    )
    return window.axes.reversed().reduce(candidates) { candidates, axis in
      firstMaxima(candidates, axis, window)
    }.places
  }

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

  /// Repeats the element of each window over the places from its start to the next window's.
  private mutating func spread(_ x: Value, _ window: Window) -> Value {
    var (repeated, axes, result) = ([Int](), [Int](), [Int]())
    for (size, stride) in zip(self[x].shape, window.strides) {
      axes.append(repeated.count)
      repeated += stride == 1 ? [size] : [size, stride]
      result.append(size * stride)
    }
    return reshape(broadcast(x, to: repeated, axes: axes), to: result)
  }

  /// What was spread over the padded places, as seen from places that many windows further on.
  private mutating func shifted(
    _ x: Value, by distance: [Int], _ window: Window, to shape: [Int], filling: Value
  ) -> Value {
    let low = shape.indices.map { distance[$0] * window.strides[$0] - window.paddingLow[$0] }
    let high = shape.indices.map { shape[$0] - self[x].shape[$0] - low[$0] }
    return padded(x, low: low, high: high, filling: filling)
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

  /// How many windows before the nearest one a place may be in, for each axis, in all combinations.
  fileprivate var distances: [[Int]] {
    zip(size, strides).reduce([[]]) { distances, axis in
      let count = (axis.0 + axis.1 - 1) / axis.1
      return distances.flatMap { start in (0..<count).map { start + [$0] } }
    }
  }
}
