import StrataGraph

/// Operations that move elements about; each with every type, since they care for its size.
let shapeRows: [ConformanceRow] = DType.allCases.flatMap { dtype in
  broadcastRows(dtype) + rearrangementRows(dtype) + sliceRows(dtype) + padRows(dtype)
    + concatenationRows(dtype)
}

private func movement(
  _ name: String, _ dtype: DType, _ shape: [Int], _ operation: Operation
) -> ConformanceRow {
  row("\(name) \(dtype)", tolerance: .exact) { [$0.add(operation, $0.input(dtype, shape))] }
}

private func broadcastRows(_ dtype: DType) -> [ConformanceRow] {
  [
    movement("broadcast of a scalar", dtype, [], .broadcast(shape: [3, 2], axes: [])),
    movement("broadcast to rows", dtype, [5], .broadcast(shape: [3, 5], axes: [1])),
    movement("broadcast to columns", dtype, [3], .broadcast(shape: [3, 5], axes: [0])),
    movement("broadcast to the middle", dtype, [3], .broadcast(shape: [2, 3, 4], axes: [1])),
    movement("broadcast of an axis of one", dtype, [1, 4], .broadcast(shape: [2, 3, 4], axes: [0, 2])),
    movement("broadcast of outer axes", dtype, [2, 1, 3], .broadcast(shape: [2, 4, 3], axes: [0, 1, 2])),
    movement("broadcast to itself", dtype, [2, 3], .broadcast(shape: [2, 3], axes: [0, 1])),
    movement("broadcast to nothing", dtype, [1], .broadcast(shape: [0, 2], axes: [0])),
  ]
}

private func rearrangementRows(_ dtype: DType) -> [ConformanceRow] {
  [
    movement("reshape", dtype, [2, 6], .reshape([3, 1, 4])),
    movement("reshape to a scalar", dtype, [1, 1], .reshape([])),
    movement("reshape of nothing", dtype, [0, 3], .reshape([2, 0])),
    movement("transpose of a matrix", dtype, [3, 5], .transpose(permutation: [1, 0])),
    movement("transpose of a large matrix", dtype, [37, 19], .transpose(permutation: [1, 0])),
    movement("transpose of inner axes", dtype, [2, 3, 4], .transpose(permutation: [0, 2, 1])),
    movement("transpose of outer axes", dtype, [2, 3, 4], .transpose(permutation: [1, 0, 2])),
    movement("transpose in a cycle", dtype, [2, 3, 4], .transpose(permutation: [2, 0, 1])),
    movement("transpose of four axes", dtype, [2, 3, 4, 2], .transpose(permutation: [3, 1, 0, 2])),
    movement("transpose of five axes", dtype, [2, 1, 3, 2, 2], .transpose(permutation: [4, 2, 0, 3, 1])),
    movement("transpose of a scalar", dtype, [], .transpose(permutation: [])),
    movement("reverse of rows", dtype, [3, 4], .reverse(axes: [0])),
    movement("reverse of everything", dtype, [3, 2, 4], .reverse(axes: [2, 0, 1])),
    movement("reverse of nothing", dtype, [3], .reverse(axes: [])),
  ]
}

private func sliceRows(_ dtype: DType) -> [ConformanceRow] {
  [
    movement("slice of rows", dtype, [5, 3], .slice(start: [1, 0], limit: [4, 3], strides: [1, 1])),
    movement("slice of columns", dtype, [3, 7], .slice(start: [0, 2], limit: [3, 5], strides: [1, 1])),
    movement("slice with strides", dtype, [7, 8], .slice(start: [1, 0], limit: [7, 8], strides: [2, 3])),
    movement(
      "slice of three axes", dtype, [3, 4, 5],
      .slice(start: [1, 1, 2], limit: [2, 4, 4], strides: [1, 2, 1])),
    movement("slice of nothing", dtype, [4], .slice(start: [2], limit: [2], strides: [1])),
  ]
    + [[1, 2], [-5, 1], [9, 9]].map { starts in
      row("dynamic slice at \(starts) \(dtype)", tolerance: .exact) {
        let x = $0.input(dtype, [4, 5])
        let indices = (
          $0.input(.int32, [], .whole(starts[0]...starts[0])),
          $0.input(.int32, [], .whole(starts[1]...starts[1]))
        )
        return [$0.add(.dynamicSlice(sizes: [2, 3]), x, indices.0, indices.1)]
      }
    }
    + [[1, 2], [-5, 1], [9, 9]].map { starts in
      row("dynamic update slice at \(starts) \(dtype)", tolerance: .exact) {
        let (x, update) = ($0.input(dtype, [4, 5]), $0.input(dtype, [2, 3]))
        let indices = (
          $0.input(.int32, [], .whole(starts[0]...starts[0])),
          $0.input(.int32, [], .whole(starts[1]...starts[1]))
        )
        return [$0.add(.dynamicUpdateSlice, x, update, indices.0, indices.1)]
      }
    }
}

private func padRows(_ dtype: DType) -> [ConformanceRow] {
  func padding(_ name: String, _ shape: [Int], low: [Int], high: [Int], interior: [Int]) -> ConformanceRow {
    row("\(name) \(dtype)", tolerance: .exact) {
      let (x, filling) = ($0.input(dtype, shape), $0.input(dtype, []))
      return [$0.add(.pad(low: low, high: high, interior: interior), x, filling)]
    }
  }
  return [
    padding("pad", [2, 3], low: [1, 0], high: [0, 2], interior: [0, 0]),
    padding("pad of images", [2, 3, 4, 2], low: [0, 1, 1, 0], high: [0, 1, 2, 0], interior: [0, 0, 0, 0]),
    padding("pad with a crop", [4, 5], low: [-1, 2], high: [2, -3], interior: [0, 0]),
    padding("pad inside", [3, 4], low: [0, 1], high: [0, 0], interior: [2, 1]),
    padding("pad inside with a crop", [3, 4], low: [-1, -2], high: [1, -3], interior: [1, 2]),
    padding("pad with a crop of everything", [2], low: [3], high: [-4], interior: [0]),
    padding("pad of nothing", [0], low: [2], high: [1], interior: [1]),
  ]
}

private func concatenationRows(_ dtype: DType) -> [ConformanceRow] {
  [0, 1, 2].map { axis in
    row("concatenate along \(axis) \(dtype)", tolerance: .exact) { builder in
      let parts = [2, 1, 3].map { size in
        var shape = [2, 3, 4]
        shape[axis] = size
        return builder.input(dtype, shape)
      }
      return [builder.graph.add(.concatenate(axis: axis), parts)]
    }
  } + [
    row("concatenate one \(dtype)", tolerance: .exact) {
      [$0.add(.concatenate(axis: 0), $0.input(dtype, [3]))]
    },
    row("concatenate with nothing and itself \(dtype)", tolerance: .exact) {
      let (x, nothing) = ($0.input(dtype, [2, 3]), $0.input(dtype, [2, 0]))
      return [$0.add(.concatenate(axis: 1), x, nothing, x)]
    },
  ]
}
