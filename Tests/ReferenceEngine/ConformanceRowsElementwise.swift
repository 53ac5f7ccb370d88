import StrataGraph

/// Numbers at which special rules hold.
private let specialNumbers: [Double] = [
  .nan, .infinity, -.infinity, 0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3, -3, 1e-30, -1e-30, 1e30, -1e30,
  89,
  -104,
]

private func accepts(_ operation: Operation, _ dtypes: DType...) -> Bool {
  (try? operation.resultTypes(dtypes.map { TensorType($0, []) })) != nil
}

/// The interval on which an operation is defined and tame.
private func domain(_ op: UnaryOperator) -> ClosedRange<Double> {
  switch op {
  case .log, .sqrt, .rsqrt: 0.1...4
  case .log1p: -0.9...4
  case .erfInverse: -0.95...0.95
  case .tan: -1.3...1.3
  default: -3...3
  }
}

let unaryRows: [ConformanceRow] = UnaryOperator.allCases.flatMap { op in
  var rows: [ConformanceRow] = []
  for dtype in DType.allCases where accepts(.unary(op), dtype) {
    let content: Content? = dtype.isFloatingPoint ? .spread(domain(op)) : nil
    rows.append(
      row("\(op) \(dtype)", tolerance: .elementwise) {
        [$0.add(.unary(op), $0.input(dtype, [3, 5], content))]
      })
    guard dtype.isFloatingPoint else { continue }
    rows.append(
      row("\(op) of many \(dtype)", tolerance: .elementwise, isSmooth: false) {
        [$0.add(.unary(op), $0.input(dtype, [1031], content))]
      })
    rows.append(
      row("\(op) of special \(dtype)", tolerance: .elementwise, isSmooth: false) {
        [$0.add(.unary(op), $0.input(dtype, [specialNumbers.count], .listed(tame(op, specialNumbers))))]
      })
  }
  return rows + nearZeroRows(op)
}

/// Sines of huge numbers differ between libraries.
private func tame(_ op: UnaryOperator, _ numbers: [Double]) -> [Double] {
  [.sin, .cos, .tan].contains(op) ? numbers.map { abs($0) == 1e30 ? 100 : $0 } : numbers
}

/// Functions that pass through 0 must be exact near it.
private func nearZeroRows(_ op: UnaryOperator) -> [ConformanceRow] {
  guard [.expm1, .log1p, .tanh, .erf, .erfInverse, .sin, .tan].contains(op) else { return [] }
  return floatingPoint.map { dtype in
    row("\(op) near zero \(dtype)", tolerance: .relative, isSmooth: false) {
      let numbers = [1e-3, 1e-5, 1e-8, 1e-12, 3e-2].flatMap { [$0, -$0] }
      return [$0.add(.unary(op), $0.input(dtype, [10], .listed(numbers)))]
    }
  }
}

let binaryRows: [ConformanceRow] = BinaryOperator.allCases.flatMap { op in
  var rows: [ConformanceRow] = []
  for dtype in DType.allCases where accepts(.binary(op), dtype, dtype) {
    let (left, right) = contents(op, dtype)
    for (kind, shape) in [("", [3, 5]), (" of many", [3, 347])] where shape[1] < 9 || dtype == .float32 {
      rows.append(
        row("\(op)\(kind) \(dtype)", tolerance: .elementwise) {
          [$0.add(.binary(op), $0.input(dtype, shape, left), $0.input(dtype, shape, right))]
        })
    }
    rows.append(specialBinaryRow(op, dtype))
  }
  return rows
}

private func contents(_ op: BinaryOperator, _ dtype: DType) -> (left: Content?, right: Content?) {
  switch op {
  case .power: dtype.isFloatingPoint ? (.spread(0.2...3), .spread(-2...2)) : (nil, .whole(0...3))
  case .divide, .remainder: dtype.isFloatingPoint ? (.spread(-5...5), .spread(0.6...2)) : (nil, .whole(1...5))
  case .shiftLeft, .shiftRightLogical, .shiftRightArithmetic: (nil, .whole(0...7))
  default: (nil, nil)
  }
}

/// All pairs of special numbers; for integers the extremes, divisions by 0 and shifts by the width.
private func specialBinaryRow(_ op: BinaryOperator, _ dtype: DType) -> ConformanceRow {
  let special: [Double] =
    switch dtype {
    case .bool: [0, 1]
    case .uint8: [0, 1, 2, 7, 8, 100, 127, 128, 255]
    case .int32: [0, 1, -1, 2, -7, 31, 32, 33, 2_147_483_647, -2_147_483_648]
    case .uint32: [0, 1, 2, 7, 31, 32, 33, 2_147_483_648, 4_294_967_295]
    case .int64: [0, 1, -1, 2, -7, 63, 64, 65, 4e18, -9_223_372_036_854_775_808]
    case .float16, .bfloat16, .float32, .float64: specialNumbers
    }
  return row("\(op) of special \(dtype)", tolerance: .elementwise, isSmooth: false) {
    let left = $0.input(dtype, [special.count], .listed(special))
    let right = $0.input(dtype, [special.count], .listed(special))
    let square = [special.count, special.count]
    let rows = $0.graph.broadcast(left, to: square, axes: [0])
    let columns = $0.graph.broadcast(right, to: square, axes: [1])
    return [$0.add(.binary(op), rows, columns)]
  }
}

/// Comparisons, selections and clamps.
let choiceRows: [ConformanceRow] = DType.allCases.flatMap { dtype in
  var rows = Comparison.allCases.map { comparison in
    row("\(comparison) \(dtype)") {
      let numbers: [Double] =
        dtype.isFloatingPoint ? [1, 2, .nan, .infinity, -.infinity, 0, -0.0] : [0, 1, 1, 0, 0]
      let (left, right) = (
        $0.input(dtype, [11, 7], .listed(numbers)), $0.input(dtype, [11, 7], .listed([1, 2, 0] + numbers))
      )
      return [$0.add(.compare(comparison), left, right)]
    }
  }
  rows.append(
    row("select \(dtype)", tolerance: .exact) {
      [$0.add(.select, $0.input(.bool, [3, 5]), $0.input(dtype, [3, 5]), $0.input(dtype, [3, 5]))]
    })
  if dtype == .bool { return rows }
  rows.append(
    row("clamp \(dtype)", tolerance: .exact) {
      let bounds = ($0.input(dtype, [4, 5], .whole(1...3)), $0.input(dtype, [4, 5], .whole(4...6)))
      let x = $0.input(dtype, [4, 5], dtype.isFloatingPoint ? .spread(0...8) : .whole(0...8))
      return [$0.add(.clamp, bounds.0, x, bounds.1)]
    })
  rows.append(
    row("clamp with crossed bounds \(dtype)", tolerance: .exact) {
      let bounds = ($0.input(dtype, [9], .whole(5...6)), $0.input(dtype, [9], .whole(1...3)))
      let x = $0.input(dtype, [9], dtype.isFloatingPoint ? .spread(0...8) : .whole(0...8))
      return [$0.add(.clamp, bounds.0, x, bounds.1)]
    })
  return rows
}

/// Every type to every other.
let conversionRows: [ConformanceRow] = DType.allCases.flatMap { source in
  var rows: [ConformanceRow] = []
  for target in DType.allCases {
    rows.append(
      row("convert \(source) to \(target)", tolerance: .exact) {
        [$0.add(.convert(target), $0.input(source, [5, 4]))]
      })
    guard source.byteCount == target.byteCount, source != .bool, target != .bool else { continue }
    rows.append(
      row("bitcast \(source) to \(target)", tolerance: .exact) {
        [$0.add(.bitcast(target), $0.input(source, [7]))]
      })
  }
  guard source.isFloatingPoint else { return rows }
  return rows
    + DType.allCases.map { target in
      row("convert special \(source) to \(target)", tolerance: .exact, isSmooth: false) {
        let numbers = specialNumbers + [255, 256, -1.5, 1e10, -1e10, 3e9, 1e39]
        return [$0.add(.convert(target), $0.input(source, [numbers.count], .listed(numbers)))]
      }
    }
}
