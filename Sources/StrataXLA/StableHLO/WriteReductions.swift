import StrataGraph

extension Reduction {
  var combination: BinaryOperator {
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
  func neutralElement(_ dtype: DType) -> Literal {
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
    case .float16, .bfloat16, .float32, .float64: Literal(-.infinity, self)
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
    case .float16, .bfloat16, .float32, .float64: Literal(.infinity, self)
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
    let attributes: [Attribute] = [
      .integers("window_dimensions", window.size), .integers("window_strides", window.strides),
      .padding(low: window.paddingLow, high: window.paddingHigh),
    ]
    return add(
      "reduce_window", [x, neutral], attributes,
      regions: [combination(reduction.combination, x.type)], types: [type])[0]
  }

  private func combination(_ op: BinaryOperator, _ type: TensorType) -> Region {
    Region(arguments: [type.with([]), type.with([])]) { writer, elements in
      [writer.binary(op, elements[0], elements[1])]
    }
  }
}
