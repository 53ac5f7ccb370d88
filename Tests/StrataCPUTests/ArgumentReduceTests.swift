import StrataGraph
import Testing

@Suite struct ArgumentReduceTests {
  @Test(arguments: DType.allCases) func agreesWithTheReference(_ dtype: DType) throws {
    let shapes = [
      [1], [7], [31], [64], [200], [5, 1], [3, 5, 2], [4, 70, 1], [2, 3, 131], [0, 3], [3, 4, 0],
    ]
    for (seed, shape) in shapes.enumerated() {
      for axis in shape.indices where shape[axis] > 0 {
        for reduction in ArgumentReduction.allCases {
          let check = AgreementCheck(seed: seed)
          let x = check.input(dtype, shape)
          try check.expectAgreement(of: .argReduce(reduction, axis: axis), x)
        }
      }
    }
  }

  @Test func takesTheFirstNaN() throws {
    for dtype in [DType.float32, .float64] {
      for (seed, shape) in [[6], [100], [3, 70], [70, 9]].enumerated() {
        let check = AgreementCheck(seed: seed)
        let x = check.input(dtype, shape, withNaN: true)
        try check.expectAgreement(of: .argReduce(.maximum, axis: shape.count - 1), x)
        try check.expectAgreement(of: .argReduce(.minimum, axis: 0), x)
      }
    }
  }

  @Test func readsViews() throws {
    let check = AgreementCheck()
    let x = check.input(.float32, [6, 40])
    let transposed = check.graph.add(.transpose(permutation: [1, 0]), x)
    let part = check.graph.add(.slice(start: [3, 1], limit: [40, 6], strides: [2, 1]), transposed)
    try check.expectAgreement(of: .argReduce(.maximum, axis: 1), part)
  }

  @Test func sharesLargeWorkAmongThreads() throws {
    for (shape, axis) in [([300, 130], 1), ([130, 300], 0), ([3, 40, 500], 1)] {
      let check = AgreementCheck()
      let x = check.input(.float32, shape)
      try check.expectAgreement(of: .argReduce(.minimum, axis: axis), x)
    }
  }
}
