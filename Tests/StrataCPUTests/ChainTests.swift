import StrataCPU
import StrataGraph
import Testing

/// Chains of elementwise operations: trees that one kernel computes, and reductions at the end.
///
/// All numbers are multiples of a quarter, so that results are exact in whatever order they are computed.
@Suite struct ChainTests {
  private static let sizes = [1, 15, 16, 17, 1000, 100_003]

  @Test(arguments: FusedTree.all)
  func treeAgreesWithReference(_ tree: FusedTree) throws {
    for size in Self.sizes {
      for scalars in 0..<(1 << tree.arity) where size <= 1000 || scalars.nonzeroBitCount <= 1 {
        let check = AgreementCheck(seed: size + scalars)
        let operands = (0..<tree.arity).map { index in
          let isScalar = scalars >> index & 1 == 1
          let input = check.input(.float32, isScalar ? [] : [size], withNaN: true)
          return isScalar ? check.graph.add(.broadcast(shape: [size], axes: []), input) : input
        }
        check.graph.outputs = [tree.build(&check.graph, operands)]
        try check.expectAgreement("\(tree.name) of \(size), scalars \(scalars)")
        let executable = try CPUEngine.shared.compile(check.graph) as! CPUExecutable
        #expect(executable.description.contains(" in 1 kernel"), "\(executable)")
      }
    }
  }

  /// A result that somebody else needs is computed for itself.
  @Test func innerResultIsKept() throws {
    let check = AgreementCheck()
    let (x, y) = (check.input(.float32, [100]), check.input(.float32, [100]))
    let product = check.graph.add(.binary(.multiply), x, y)
    check.graph.outputs = [check.graph.add(.binary(.add), product, x), product]
    try check.expectAgreement("a product and a sum")
  }

  @Test(
    arguments: [
      ([64, 10], [1]), ([64, 10], [0]), ([64, 10], [0, 1]), ([3000, 7], [0]), ([500, 100], [1]),
      ([32, 16, 16, 32], [0, 1, 2]), ([40, 3000], [0]), ([40, 5003], [0]), ([40, 2047], [1]), ([1, 9], [0]),
      ([9, 1], [1]), ([100_003], [0]), ([5, 1, 700], [0, 1]),
    ] as [([Int], [Int])])
  func reductionEndsChain(_ shape: [Int], _ axes: [Int]) throws {
    for dtype in [DType.float32, .float64, .int32] {
      for reduction in [Reduction.sum, .maximum, .minimum] {
        let check = AgreementCheck()
        let value = quarters(check, shape, dtype)
        let reduced = check.graph.add(.reduce(reduction, axes: axes), value)
        check.graph.outputs = [reduced]
        try check.expectAgreement("\(reduction) of \(dtype) \(shape) over \(axes)")
        let executable = try CPUEngine.shared.compile(check.graph) as! CPUExecutable
        #expect(executable.stepCount == 1, "\(executable)")
      }
    }
  }

  /// Reductions over rows, columns and everything, a result that is kept, and a bias with a long period.
  @Test(arguments: [[256, 10], [1000, 1000], [33, 2048], [20, 4000]])
  func severalReductions(_ shape: [Int]) throws {
    let check = AgreementCheck()
    let bias = quarters(check, [shape[1]], .float32)
    let value = check.graph.add(
      .binary(.add), quarters(check, shape, .float32),
      check.graph.add(.broadcast(shape: shape, axes: [1]), bias))
    let double = check.graph.add(.binary(.add), value, value)
    check.graph.outputs = [
      double, check.graph.add(.reduce(.sum, axes: [0]), value),
      check.graph.add(.reduce(.sum, axes: [1]), value),
      check.graph.add(.reduce(.sum, axes: [0, 1]), double),
      check.graph.add(.reduce(.maximum, axes: [0]), double),
    ]
    try check.expectAgreement("\(shape)")
  }

  @Test func maximumOfNaNIsNaN() throws {
    let check = AgreementCheck()
    let x = check.graph.add(.unary(.negate), check.input(.float32, [50, 40], withNaN: true))
    check.graph.outputs = [
      check.graph.add(.reduce(.maximum, axes: [0]), x), check.graph.add(.reduce(.minimum, axes: [1]), x),
    ]
    try check.expectAgreement("maximum and minimum")
  }

  /// Sums in blocks, so that a long one keeps its digits.
  @Test func longSumIsExact() throws {
    let count = 4_000_000
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [count]))
    graph.outputs = [graph.add(.reduce(.sum, axes: [0]), graph.add(.unary(.negate), x))]
    let result = try runOnEngine(graph, [[Double](repeating: 0.1, count: count)]).outputs[0][0]
    #expect(abs(result / (-Double(Float(0.1)) * Double(count)) - 1) < 1e-6)
  }

  private func quarters(_ check: AgreementCheck, _ shape: [Int], _ dtype: DType) -> Value {
    let numbers = check.graph.add(.convert(dtype), check.integers(-9...9, shape))
    if dtype == .int32 { return check.graph.add(.unary(.negate), numbers) }
    let quarter = check.graph.add(.constant(Literal(0.25, dtype)))
    return check.graph.add(
      .binary(.multiply), numbers, check.graph.add(.broadcast(shape: shape, axes: []), quarter))
  }
}

/// An expression that one kernel computes.
struct FusedTree: Sendable, CustomTestStringConvertible {
  let name: String
  let arity: Int
  let build: @Sendable (inout Graph, [Value]) -> Value

  var testDescription: String { name }

  private static func add(_ graph: inout Graph, _ x: Value, _ y: Value) -> Value {
    graph.add(.binary(.add), x, y)
  }
  private static func subtract(_ graph: inout Graph, _ x: Value, _ y: Value) -> Value {
    graph.add(.binary(.subtract), x, y)
  }
  private static func multiply(_ graph: inout Graph, _ x: Value, _ y: Value) -> Value {
    graph.add(.binary(.multiply), x, y)
  }

  private typealias Pair = @Sendable (inout Graph, Value, Value) -> Value

  /// Two operations, the inner one on the left or on the right.
  private static func pairs() -> [FusedTree] {
    let operations: [(String, Pair)] = [("+", add), ("-", subtract), ("*", multiply)]
    return operations.flatMap { innerName, inner in
      operations.flatMap { outerName, outer in
        [
          FusedTree(name: "(x \(innerName) y) \(outerName) z", arity: 3) {
            outer(&$0, inner(&$0, $1[0], $1[1]), $1[2])
          },
          FusedTree(name: "z \(outerName) (x \(innerName) y)", arity: 3) {
            outer(&$0, $1[2], inner(&$0, $1[0], $1[1]))
          },
        ]
      }
    }
  }

  static let all: [FusedTree] =
    pairs() + [
      FusedTree(name: "-(x y)", arity: 2) { $0.add(.unary(.negate), multiply(&$0, $1[0], $1[1])) },
      FusedTree(name: "-x y", arity: 2) { multiply(&$0, $0.add(.unary(.negate), $1[0]), $1[1]) },
      FusedTree(name: "(x - y)²", arity: 2) { graph, x in
        let difference = subtract(&graph, x[0], x[1])
        return multiply(&graph, difference, difference)
      },
      FusedTree(name: "x + (y - x) z", arity: 3) {
        add(&$0, $1[0], multiply(&$0, subtract(&$0, $1[1], $1[0]), $1[2]))
      },
      FusedTree(name: "x + (y² - x) z", arity: 3) {
        add(&$0, $1[0], multiply(&$0, subtract(&$0, multiply(&$0, $1[1], $1[1]), $1[0]), $1[2]))
      },
      FusedTree(name: "x / (√y + z)", arity: 3) {
        $0.add(.binary(.divide), $1[0], add(&$0, $0.add(.unary(.sqrt), $1[1]), $1[2]))
      },
      FusedTree(name: "x - y z / (√u + v)", arity: 5) {
        let divisor = add(&$0, $0.add(.unary(.sqrt), $1[3]), $1[4])
        return subtract(&$0, $1[0], $0.add(.binary(.divide), multiply(&$0, $1[1], $1[2]), divisor))
      },
    ]
}
