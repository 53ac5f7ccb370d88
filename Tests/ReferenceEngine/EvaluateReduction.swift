import StrataGraph

/// Numbers of one type combined to one.
private func combine(_ reduction: Reduction, _ numbers: [Number], _ dtype: DType) -> Number {
  switch reduction {
  case .sum: return sum(numbers, dtype)
  case .product:
    return dtype.isFloatingPoint
      ? dtype.rounded(numbers.reduce(1) { $0 * $1.double })
      : dtype.wrapped(numbers.reduce(1) { $0 &* $1.int })
  case .maximum, .minimum:
    let best = firstExtreme(numbers, reduction == .maximum ? .maximum : .minimum)
    return best.map { numbers[$0] } ?? (reduction == .maximum ? dtype.range.smallest : dtype.range.largest)
  case .and: return Number(numbers.allSatisfy { $0.int == 1 })
  case .or: return Number(numbers.contains { $0.int == 1 })
  }
}

/// The position of the first of the largest (or smallest) numbers; a NaN counts as such. Nil if there is none.
private func firstExtreme(_ numbers: [Number], _ extreme: ArgumentReduction) -> Int? {
  func beats(_ x: Number, _ y: Number) -> Bool {
    if y.isNaN { return false }
    if x.isNaN { return true }
    let (winner, loser) = extreme == .maximum ? (x, y) : (y, x)
    if case .integer(let winner) = winner, case .integer(let loser) = loser { return winner > loser }
    return winner.double > loser.double
  }
  guard var best = numbers.indices.first else { return nil }
  for index in numbers.indices where beats(numbers[index], numbers[best]) { best = index }
  return best
}

func reduce(_ reduction: Reduction, _ x: HostTensor, _ axes: [Int], _ type: TensorType) -> HostTensor {
  let kept = x.shape.indices.filter { !axes.contains($0) }
  let reduced = allCoordinates(x.shape.picked(axes))
  return HostTensor(type) { place in
    var source = x.shape
    source.put(place, at: kept)
    let numbers = reduced.map { coordinates in
      source.put(coordinates, at: axes)
      return x[source]
    }
    return combine(reduction, numbers, type.dtype)
  }
}

func argReduce(_ extreme: ArgumentReduction, _ x: HostTensor, _ axis: Int, _ type: TensorType) -> HostTensor {
  HostTensor(type) { place in
    let numbers = (0..<x.shape[axis]).map { index in
      x[Array(place[..<axis]) + [index] + Array(place[axis...])]
    }
    return .integer(Int64(firstExtreme(numbers, extreme)!))
  }
}

/// The places of `shape` that the window at `place` covers, in row-major order. Places in the padding are left
/// out: their neutral elements change nothing.
private func covered(by window: Window, at place: [Int], shape: [Int]) -> [[Int]] {
  allCoordinates(window.size).map { offset in
    place.indices.map { place[$0] * window.strides[$0] + offset[$0] - window.paddingLow[$0] }
  }.filter { zip($0, shape).allSatisfy { 0 <= $0 && $0 < $1 } }
}

func reduceWindow(_ reduction: Reduction, _ x: HostTensor, _ window: Window, _ type: TensorType) -> HostTensor
{
  HostTensor(type) { place in
    combine(reduction, covered(by: window, at: place, shape: x.shape).map { x[$0] }, type.dtype)
  }
}

func selectAndScatter(_ x: HostTensor, _ source: HostTensor, _ window: Window) -> HostTensor {
  var parts = [[Int]: [Number]]()
  for place in allCoordinates(source.shape) {
    let candidates = covered(by: window, at: place, shape: x.shape)
    guard let first = firstExtreme(candidates.map { x[$0] }, .maximum) else { continue }
    parts[candidates[first], default: []].append(source[place])
  }
  return HostTensor(x.type) { sum(parts[$0] ?? [], x.dtype) }
}

/// The sorted elements and the positions they came from.
func sort(_ x: HostTensor, axis: Int, descending: Bool) -> [HostTensor] {
  func precedes(_ x: Number, _ y: Number) -> Bool {
    if x.isNaN || y.isNaN { return !x.isNaN && y.isNaN }
    let (first, second) = descending ? (y, x) : (x, y)
    if case .integer(let first) = first, case .integer(let second) = second { return first < second }
    return first.double < second.double
  }
  var (sorted, positions) = (x, HostTensor(x.type.with(.int32), filledWith: .integer(0)))
  for row in allCoordinates(x.shape.replacing(axis, with: [1])) {
    func place(_ index: Int) -> [Int] { row.replacing(axis, with: [index]) }
    let keys = (0..<x.shape[axis]).map { x[place($0)] }
    let order = keys.indices.sorted { left, right in
      let (a, b) = (keys[left], keys[right])
      return precedes(a, b) || (!precedes(b, a) && left < right)
    }
    for (index, origin) in order.enumerated() {
      sorted[place(index)] = keys[origin]
      positions[place(index)] = .integer(Int64(origin))
    }
  }
  return [sorted, positions]
}
