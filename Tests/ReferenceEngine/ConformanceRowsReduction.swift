import StrataGraph

private func accepts(_ reduction: Reduction, _ dtype: DType) -> Bool {
  (dtype == .bool) == (reduction == .and || reduction == .or)
}

/// Whole axes reduced, to a value or to a position.
let reductionRows: [ConformanceRow] = DType.allCases.flatMap { dtype in
  Reduction.allCases.filter { accepts($0, dtype) }.flatMap { reduction in
    [[], [0], [1], [2], [0, 1], [1, 2], [2, 0], [0, 1, 2]].map { axes in
      row("reduce \(reduction) along \(axes) \(dtype)") {
        [$0.add(.reduce(reduction, axes: axes), $0.input(dtype, [2, 3, 4]))]
      }
    } + [
      row("reduce \(reduction) of nothing \(dtype)", isSmooth: reduction == .sum || reduction == .product) {
        [$0.add(.reduce(reduction, axes: [1]), $0.input(dtype, [2, 0]))]
      },
      row("reduce \(reduction) of many columns \(dtype)", isSmooth: false) {
        let content: Content? = dtype.isFloatingPoint ? .spread(-1.2...1.3) : nil
        let x = $0.input(dtype, [40, 23], content)
        return [$0.add(.reduce(reduction, axes: [0]), x), $0.add(.reduce(reduction, axes: [1]), x)]
      },
    ] + specialReductions(reduction, dtype)
  } + argumentReductions(dtype)
}

private func specialReductions(_ reduction: Reduction, _ dtype: DType) -> [ConformanceRow] {
  guard dtype.isFloatingPoint else { return [] }
  return [
    row("reduce \(reduction) with NaN \(dtype)", isSmooth: false) {
      let x = $0.input(
        dtype, [4, 3], .listed([1, .nan, 2, 3, 4, 5, .infinity, 1, -.infinity, -.infinity, .nan, -2]))
      return [$0.add(.reduce(reduction, axes: [1]), x), $0.add(.reduce(reduction, axes: [0]), x)]
    }
  ]
}

private func argumentReductions(_ dtype: DType) -> [ConformanceRow] {
  guard dtype != .bool else { return [] }
  return ArgumentReduction.allCases.flatMap { extreme in
    [0, 1, 2].map { axis in
      row("position of the \(extreme) along \(axis) \(dtype)") {
        [$0.add(.argReduce(extreme, axis: axis), $0.input(dtype, [3, 4, 2]))]
      }
    } + [
      row("position of the \(extreme) of equal ones \(dtype)", isSmooth: false) {
        [$0.add(.argReduce(extreme, axis: 1), $0.input(dtype, [5, 20], .whole(0...3)))]
      }
    ]
      + (dtype.isFloatingPoint
        ? [
          row("position of the \(extreme) with NaN \(dtype)", isSmooth: false) {
            let numbers: [Double] = [1, .nan, 2, .nan, .infinity, -.infinity, -.infinity, 0, -0.0, 3, 3, 1]
            return [$0.add(.argReduce(extreme, axis: 1), $0.input(dtype, [3, 4], .listed(numbers)))]
          }
        ] : [])
  }
}

let sortRows: [ConformanceRow] = numeric.flatMap { dtype in
  [false, true].flatMap { descending in
    let order = descending ? "descending" : "ascending"
    return [0, 1, 2].map { axis in
      row("sort \(order) along \(axis) \(dtype)") {
        let sorted = $0.add(.sort(axis: axis, descending: descending), $0.input(dtype, [3, 4, 2]))
        return [sorted, Value(node: sorted.node, result: 1)]
      }
    } + [
      row("sort \(order) with equal ones \(dtype)", isSmooth: false) {
        let numbers: [Double] = dtype.isFloatingPoint ? [1, .nan, 0, -0.0, .infinity, -2] : [3, 1, 2, 1]
        let sorted = $0.add(
          .sort(axis: 1, descending: descending), $0.input(dtype, [2, 23], .listed(numbers)))
        return [sorted, Value(node: sorted.node, result: 1)]
      }
    ]
  }
}
