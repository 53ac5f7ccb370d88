import StrataGraph

/// Constants, counts and random bits.
let sourceRows: [ConformanceRow] =
  DType.allCases.map { dtype in
    row("constant and input \(dtype)", tolerance: .exact) {
      let scalar = $0.add(.constant(Literal(1, dtype)))
      return [$0.input(dtype, [2, 3]), scalar, $0.graph.broadcast(scalar, to: [4], axes: [])]
    }
  }
  + numeric.flatMap { dtype in
    [0, 1, 2].map { axis in
      row("iota along \(axis) \(dtype)", tolerance: .exact) {
        [$0.add(.iota(TensorType(dtype, [2, 3, 4]), axis: axis))]
      }
    }
  }
  + [
    row("constant of several elements") {
      [$0.add(.constant(Literal([1.5, -2, 3, 4, 5, 6] as [Float], shape: [2, 3])))]
    },
    row("an output twice and an input unused", tolerance: .exact) {
      let (x, _) = ($0.input(.float32, [3]), $0.input(.int32, [2]))
      let y = $0.graph.negate(x)
      return [y, x, y]
    },
  ]
  + [[], [1], [2], [7], [3, 5], [1000], [4099]].map { shape in
    row("random bits \(shape)") {
      [$0.add(.randomBits(shape: shape), $0.input(.uint32, [2], .listed([0x1234_5678, 0xFEDC_BA98])))]
    }
  }
