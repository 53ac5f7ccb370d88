import StrataGraph

extension Reduction {
  fileprivate var combination: BinaryOperator {
    switch self {
    case .sum: .add
    case .product: .multiply
    case .maximum: .maximum
    case .minimum: .minimum
    case .and: .and
    case .or: .or
    }
  }

  /// What changes no other element.
  fileprivate func neutralElement(_ dtype: DType) -> Literal {
    switch self {
    case .sum, .or: Literal(0, dtype)
    case .product, .and: Literal(1, dtype)
    case .maximum: dtype.smallest
    case .minimum: dtype.largest
    }
  }
}

extension DType {
  /// Infinite for floating point.
  fileprivate var smallest: Literal {
    switch self {
    case .int32: Literal(Int32.min)
    case .int64: Literal(Int64.min)
    case .float32, .float64: Literal(-.infinity, self)
    case .bool, .uint8, .uint32: Literal(0, self)
    }
  }

  fileprivate var largest: Literal {
    switch self {
    case .bool: Literal(true)
    case .uint8: Literal(UInt8.max)
    case .int32: Literal(Int32.max)
    case .uint32: Literal(UInt32.max)
    case .int64: Literal(Int64.max)
    case .float32, .float64: Literal(.infinity, self)
    }
  }
}

extension OperationWriter {
  mutating func reduce(
    _ reduction: Reduction, _ x: NamedValue, _ axes: [Int], _ type: TensorType
  ) -> NamedValue {
    let neutral = constant(reduction.neutralElement(x.type.dtype))
    return add(
      "reduce", [x, neutral], [.integers("dimensions", axes.sorted())],
      regions: [combination(reduction.combination, x.type)], types: [type])[0]
  }

  mutating func reduceWindow(
    _ reduction: Reduction, _ x: NamedValue, _ window: Window, _ type: TensorType
  ) -> NamedValue {
    let neutral = constant(reduction.neutralElement(x.type.dtype))
    return add(
      "reduce_window", [x, neutral], attributes(window),
      regions: [combination(reduction.combination, x.type)], types: [type])[0]
  }

  mutating func selectAndScatter(_ x: NamedValue, _ source: NamedValue, _ window: Window) -> NamedValue {
    let zero = constant(0, x.type.dtype)
    let scalar = x.type.with([])
    // Whether the first of two elements stays the one found: the first of equal ones does, and so does a NaN.
    let keeps = OperationWriter.Region(arguments: [scalar, scalar]) { writer, elements in
      let isLarger = writer.compare(.greaterEqual, elements[0], elements[1])
      guard scalar.dtype.isFloatingPoint else { return [isLarger] }
      return [writer.binary(.or, isLarger, writer.compare(.notEqual, elements[0], elements[0]))]
    }
    return add(
      "select_and_scatter", [x, source, zero], attributes(window),
      regions: [keeps, combination(.add, x.type)], types: [x.type])[0]
  }

  private func attributes(_ window: Window) -> [Attribute] {
    [
      .integers("window_dimensions", window.size), .integers("window_strides", window.strides),
      .padding(low: window.paddingLow, high: window.paddingHigh),
    ]
  }

  private func combination(_ op: BinaryOperator, _ type: TensorType) -> Region {
    Region(arguments: [type.with([]), type.with([])]) { writer, elements in
      [writer.binary(op, elements[0], elements[1])]
    }
  }

  /// Sorts the elements together with their positions.
  mutating func sort(
    _ x: NamedValue, axis: Int, descending: Bool, _ types: [TensorType]
  ) -> [NamedValue] {
    let positions = add("iota", [], types[1], [.integer("iota_dimension", axis)])
    let scalars = [x.type, x.type, types[1], types[1]].map { $0.with([]) }
    let precedes = Region(arguments: scalars) { writer, elements in
      let (first, second) = (elements[0], elements[1])
      let isOrdered = writer.compare(descending ? .greater : .less, first, second)
      guard first.type.dtype.isFloatingPoint else { return [isOrdered] }
      // A number comes before NaN.
      let isNumber = writer.compare(.equal, first, first)
      let isBeforeNaN = writer.compare(.notEqual, second, second)
      return [writer.binary(.and, isNumber, writer.binary(.or, isOrdered, isBeforeNaN))]
    }
    return add(
      "sort", [x, positions], [.integer("dimension", axis), .bool("is_stable", true)], regions: [precedes],
      types: types)
  }
}
