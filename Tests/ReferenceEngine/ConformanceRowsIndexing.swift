import StrataGraph

/// Gathers and scatters.
let indexingRows: [ConformanceRow] = DType.allCases.flatMap { dtype in
  [0, 1, 2].flatMap { axis in
    [[], [4], [2, 3]].map { indices in
      row("gather \(indices) along \(axis) \(dtype)", tolerance: .exact) {
        [$0.add(.gather(axis: axis), $0.input(dtype, [3, 4, 2]), $0.input(.int32, indices, .whole(0...1)))]
      }
    }
  } + [
    row("gather with indices outside \(dtype)", tolerance: .exact) {
      [
        $0.add(
          .gather(axis: 0), $0.input(dtype, [3, 2]), $0.input(.int32, [6], .listed([-1, 5, 0, 2, -7, 3])))
      ]
    },
    row("gather of many \(dtype)", tolerance: .exact) {
      [$0.add(.gather(axis: 0), $0.input(dtype, [3, 5]), $0.input(.int32, [40], .whole(0...2)))]
    },
  ] + scatterRows(dtype)
}

private func scatterRows(_ dtype: DType) -> [ConformanceRow] {
  ScatterCombination.allCases.flatMap { combination in
    if combination == .add && dtype == .bool { return [ConformanceRow]() }
    return [0, 1, 2].flatMap { axis in
      [[], [5], [2, 3]].map { indices in
        row("scatter \(combination) \(indices) along \(axis) \(dtype)") {
          let x = $0.input(dtype, [3, 4, 2])
          let places = $0.input(.int32, indices, .whole(0...1))
          let updates = $0.input(dtype, [3, 4, 2].replacing(axis, with: indices))
          return [$0.add(.scatter(axis: axis, combination), x, places, updates)]
        }
      }
    } + [
      row("scatter \(combination) outside and twice \(dtype)") {
        let places = $0.input(.int32, [7], .listed([-1, 5, 0, 2, 0, 3, 2]))
        return [
          $0.add(.scatter(axis: 0, combination), $0.input(dtype, [3, 2]), places, $0.input(dtype, [7, 2]))
        ]
      }
    ]
  }
}
