import ReferenceEngine
import StrataGraph
import Testing

/// Gradients where the derivative does not exist or is delicate. The numbers are those of JAX 0.10.2 in float64
/// unless a test says otherwise.
@Suite struct GradientConventionTests {
  /// The gradients of the weighted sum of a program's result with respect to each of its operands.
  private func gradients(
    _ operands: [[Double]], shape: [Int]? = nil, weights: [Double]? = nil,
    _ program: (inout Graph, [Value]) -> Value
  ) throws -> [[Double]] {
    var graph = Graph()
    let inputs = operands.map { HostBuffer($0, shape: shape ?? [$0.count]) }
    let variables = inputs.map { graph.addInput($0.type) }
    let result = program(&graph, variables)
    let seed = weights.map { graph.add(.constant(Literal($0, shape: graph[result].shape))) }
    graph.outputs = try graph.gradients(
      of: result, withRespectTo: variables, outputGradient: seed ?? graph.fill(1, like: result))
    return try ReferenceEngine().evaluate(graph, inputs).map { $0.scalars(as: Double.self) }
  }

  @Test func absoluteValueAtZero() throws {
    #expect(try gradients([[-2, 0, 3]]) { $0.unary(.abs, $1[0]) } == [[-1, 1, 1]])
  }

  @Test(arguments: [UnaryOperator.sign, .floor, .ceil, .round]) func steps(_ op: UnaryOperator) throws {
    #expect(try gradients([[-0.5, 0, 1, 2.5]]) { $0.unary(op, $1[0]) } == [[0, 0, 0, 0]])
  }

  @Test func equalOperandsShareTheGradientOfAnExtreme() throws {
    let operands: [[Double]] = [[1, 2, 3], [2, 2, 2]]
    #expect(try gradients(operands) { $0.add(.binary(.maximum), $1) } == [[0, 0.5, 1], [1, 0.5, 0]])
    #expect(try gradients(operands) { $0.add(.binary(.minimum), $1) } == [[1, 0.5, 0], [0, 0.5, 1]])
  }

  /// As `jax.nn.relu`; JAX's maximum would share.
  @Test func rectifierAtZero() throws {
    let result = try gradients([[-1, 0, 1]]) { graph, x in
      graph.add(.binary(.maximum), x[0], graph.zeros(like: x[0]))
    }
    #expect(result == [[0, 0, 1]])
    let flipped = try gradients([[-1, 0, 1]]) { graph, x in
      graph.add(.binary(.minimum), graph.zeros(like: x[0]), x[0])
    }
    #expect(flipped == [[1, 0, 0]])
  }

  @Test func rectifierTakesOneComparisonAndOneSelection() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [4]))
    let y = graph.add(.binary(.maximum), x, graph.zeros(like: x))
    let seed = graph.addInput(TensorType(.float32, [4]))
    graph.outputs = try graph.gradients(of: y, withRespectTo: [x], outputGradient: seed)
    let names = graph.simplified().nodes.map(\.operation.name)
    #expect(names.filter { !["input", "constant", "broadcast"].contains($0) } == ["greater", "select"])
  }

  @Test func clampAtItsBounds() throws {
    let result = try gradients([[0, 0, 0, 0, 0], [-1, 0, 0.5, 1, 2], [1, 1, 1, 1, 1]]) { $0.add(.clamp, $1) }
    #expect(result == [[1, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 1]])
  }

  @Test func equalExtremesShareTheGradientOfAReduction() throws {
    let third = 1.0 / 3
    let largest = try gradients([[1, 3, 3, 2, 2, 2]], shape: [2, 3]) { $0.reduce(.maximum, $1[0], axes: [1]) }
    #expect(largest == [[0, 0.5, 0.5, third, third, third]])
    let smallest = try gradients([[1, 3, 1, 2, 2, 2]], shape: [2, 3]) {
      $0.reduce(.minimum, $1[0], axes: [1])
    }
    #expect(smallest == [[0.5, 0, 0.5, third, third, third]])
  }

  @Test func productWithZeros() throws {
    let result = try gradients([[0, 3, 4, 0, 0, 5, 2, 3, 4]], shape: [3, 3]) {
      $0.reduce(.product, $1[0], axes: [1])
    }
    #expect(result == [[12, 0, 0, 0, 0, 0, 12, 8, 6]])
  }

  @Test func powerAtZero() throws {
    let result = try gradients([[0, 0, 2], [2, 0.5, 0]]) { $0.add(.binary(.power), $1) }
    #expect(result == [[0, .infinity, 0], [0, 0, 0.6931471805599453]])
  }

  /// JAX, too, takes the constant exponents 0, 1 and 2 apart.
  @Test(arguments: [0.0, 1, 2]) func powerWithAConstantExponent(_ exponent: Double) throws {
    let result = try gradients([[0, -3, 2]]) { graph, x in
      graph.add(.binary(.power), x[0], graph.fill(exponent, like: x[0]))
    }
    let expected = [[0, 0, 0], [1, 1, 1], [0, -6, 4]][Int(exponent)].map { Double($0) }
    #expect(result == [expected])
  }

  @Test func remainderOfNegativeNumbers() throws {
    let result = try gradients([[7, -7, 7.5], [3, 3, -2]]) { $0.add(.binary(.remainder), $1) }
    #expect(result == [[1, 1, 1], [-2, 2, 3]])
  }

  @Test func sortOfEqualElements() throws {
    let result = try gradients([[3, 1, 3, 1]], weights: [1, 2, 3, 4]) {
      $0.add(.sort(axis: 0, descending: false), $1[0])
    }
    #expect(result == [[3, 1, 4, 2]])
  }

  @Test func firstOfEqualMaximaOfAWindow() throws {
    let window = Window(size: [1, 2], strides: [1, 1])
    let result = try gradients([[1, 1, 0, 0]], shape: [1, 4], weights: [1, 2, 3]) {
      $0.add(.reduceWindow(.maximum, window), $1[0])
    }
    #expect(result == [[1, 2, 3, 0]])
  }

  @Test func scatterDropsWhatIsOutside() throws {
    let result = try gradients([[1, 2, 3], [4, 5, 6]], weights: [1, 2, 3]) { graph, x in
      let indices = graph.add(.constant(Literal([0, 2, 5] as [Int32], shape: [3])))
      return graph.add(.scatter(axis: 0, .add), x[0], indices, x[1])
    }
    #expect(result == [[1, 2, 3], [1, 3, 0]])
  }

  /// Of updates to one place only the last is in the result.
  @Test func scatterReplacesInOrder() throws {
    let result = try gradients([[1, 2, 3], [4, 5, 6, 7]], weights: [1, 2, 3]) { graph, x in
      let indices = graph.add(.constant(Literal([0, 2, 0, -1] as [Int32], shape: [4])))
      return graph.add(.scatter(axis: 0, .replace), x[0], indices, x[1])
    }
    #expect(result == [[0, 2, 0], [0, 3, 1, 0]])
  }
}
