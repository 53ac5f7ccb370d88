import StrataGraph

extension OperationWriter {
  mutating func reduceWindow(
    _ reduction: Reduction, _ x: NamedValue, _ window: Window, _ type: TensorType
  ) -> NamedValue {
    let neutral = constant(reduction.neutralElement(x.type.dtype))
    return add(
      "reduce_window", [x, neutral], attributes(window),
      regions: [combination(reduction.combination, x.type)], types: [type])[0]
  }

  private func attributes(_ window: Window) -> [Attribute] {
    [
      .integers("window_dimensions", window.size), .integers("window_strides", window.strides),
      .padding(low: window.paddingLow, high: window.paddingHigh),
    ]
  }

  /// Gives each window's source to the place of its first maximum. XLA's operation of that name takes any of equal
  /// ones, and scatters.
  ///
  /// Here every place looks at the windows that it may be in: those of the nearest `⌈size / stride⌉` starts along each
  /// axis.
  mutating func selectAndScatter(_ x: NamedValue, _ source: NamedValue, _ window: Window) -> NamedValue {
    let places = places(in: x.type.with(.int32), window)
    let winners = spread(firstMaxima(x, places, window, source.type), window)
    let sources = spread(source, window)
    let none = constant(-1, .int32)
    let zero = constant(0, x.type.dtype)
    let nothing = zeros(x.type)
    var sum: NamedValue?
    for distance in distances(window) {
      let winner = shifted(winners, distance, window, to: x.type.shape, filling: none)
      let isWinner = compare(.equal, winner, places)
      let source = shifted(sources, distance, window, to: x.type.shape, filling: zero)
      let part = add("select", [isWinner, source, nothing], x.type)
      sum = sum.map { binary(.add, $0, part) } ?? part
    }
    return sum ?? nothing
  }

  /// The number of each place among those along the axes on which a window moves or is wide, in row-major order.
  private mutating func places(in type: TensorType, _ window: Window) -> NamedValue {
    let axes = type.shape.indices.filter { window.size[$0] > 1 || window.strides[$0] > 1 }
    let places = TensorType(.int32, axes.map { type.shape[$0] })
    let numbers = add(
      "iota", [], places.with([places.count]), [.integer("iota_dimension", 0)])
    return add(
      "broadcast_in_dim", [reshape(numbers, to: places.shape)], type,
      [.integers("broadcast_dimensions", axes)])
  }

  /// The place of the first maximum of each window; a NaN is one. Where a window is all padding, a place that there
  /// is not.
  private mutating func firstMaxima(
    _ x: NamedValue, _ places: NamedValue, _ window: Window, _ type: TensorType
  ) -> NamedValue {
    let starts = [
      constant(Reduction.maximum.neutralElement(x.type.dtype)), constant(Double(Int32.max), .int32),
    ]
    let (value, place) = (x.type.with([]), places.type.with([]))
    let larger = Region(arguments: [value, place, value, place]) { writer, elements in
      writer.firstMaximum((elements[0], elements[1]), (elements[2], elements[3]))
    }
    return add(
      "reduce_window", [x, places] + starts, attributes(window), regions: [larger],
      types: [type, type.with(.int32)])[1]
  }

  private typealias Candidate = (value: NamedValue, place: NamedValue)

  /// Does not depend on the order of its arguments, since XLA does not say in which order it combines.
  private mutating func firstMaximum(_ left: Candidate, _ right: Candidate) -> [NamedValue] {
    let isFirst = compare(.less, left.place, right.place)
    var isLarger = compare(.greater, left.value, right.value)
    var isEqual = compare(.equal, left.value, right.value)
    if left.value.type.dtype.isFloatingPoint {
      let (leftIsNaN, rightIsNaN) = (
        compare(.notEqual, left.value, left.value), compare(.notEqual, right.value, right.value)
      )
      isEqual = binary(.or, isEqual, binary(.and, leftIsNaN, rightIsNaN))
      let rightIsNumber = compare(.equal, right.value, right.value)
      isLarger = binary(.or, isLarger, binary(.and, leftIsNaN, rightIsNumber))
    }
    let takesLeft = binary(.or, isLarger, binary(.and, isEqual, isFirst))
    return [
      add("select", [takesLeft, left.value, right.value], left.value.type),
      add("select", [takesLeft, left.place, right.place], left.place.type),
    ]
  }

  /// Repeats the element of each window over the places from its start to the next window's.
  private mutating func spread(_ x: NamedValue, _ window: Window) -> NamedValue {
    var (shape, axes, result) = ([Int](), [Int](), [Int]())
    for (size, stride) in zip(x.type.shape, window.strides) {
      axes.append(shape.count)
      shape += stride == 1 ? [size] : [size, stride]
      result.append(size * stride)
    }
    if shape == x.type.shape { return x }
    let repeated = add(
      "broadcast_in_dim", [x], x.type.with(shape), [.integers("broadcast_dimensions", axes)])
    return reshape(repeated, to: result)
  }

  /// How many windows before the nearest one a place may be in, for each axis, in all combinations.
  private func distances(_ window: Window) -> [[Int]] {
    zip(window.size, window.strides).reduce([[]]) { distances, axis in
      let count = (axis.0 + axis.1 - 1) / axis.1
      return distances.flatMap { start in (0..<count).map { start + [$0] } }
    }
  }

  /// What was spread over the windows with their padding, as seen from places that many windows further on.
  private mutating func shifted(
    _ x: NamedValue, _ distance: [Int], _ window: Window, to shape: [Int], filling: NamedValue
  ) -> NamedValue {
    let low = shape.indices.map { distance[$0] * window.strides[$0] - window.paddingLow[$0] }
    let high = shape.indices.map { shape[$0] - x.type.shape[$0] - low[$0] }
    if (low + high).allSatisfy({ $0 == 0 }) { return x }
    return add(
      "pad", [x, filling], x.type.with(shape),
      [
        .integers("edge_padding_low", low), .integers("edge_padding_high", high),
        .integers("interior_padding", shape.map { _ in 0 }),
      ])
  }
}
