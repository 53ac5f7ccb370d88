import StrataCPU
import StrataGraph
import Testing

/// What becomes one step, which is a matter of speed and not seen in results.
@Suite struct FusionTests {
  private func plan(_ graph: Graph, donations: [Int: Int] = [:]) throws -> CPUExecutable {
    try CPUEngine.shared.compile(graph, donations: donations) as! CPUExecutable
  }

  @Test func elementwiseChainIsOneStep() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [64, 32]))
    let bias = graph.addInput(TensorType(.float32, [32]))
    let sum = graph.add(.binary(.add), x, graph.add(.broadcast(shape: [64, 32], axes: [1]), bias))
    let flat = graph.add(.reshape([2048]), graph.add(.unary(.tanh), sum))
    graph.outputs = [graph.add(.binary(.multiply), flat, graph.filled(2, like: flat)), sum]
    #expect(try plan(graph).stepCount == 1)
  }

  /// A dense layer and its gradients: the bias belongs to the first product, its gradient to the chain that computes
  /// what it sums, and the value before the ReLU is not kept.
  @Test func denseLayerWithGradient() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [32, 100]))
    let kernel = graph.addInput(TensorType(.float32, [100, 50]))
    let bias = graph.addInput(TensorType(.float32, [50]))
    let dy = graph.addInput(TensorType(.float32, [32, 50]))
    let product = graph.add(.dot(.matrixProduct), x, kernel)
    let sum = graph.add(.binary(.add), product, graph.add(.broadcast(shape: [32, 50], axes: [1]), bias))
    let zero = graph.filled(0, like: sum)
    let result = graph.add(.binary(.maximum), sum, zero)
    let passes = graph.add(.compare(.greater), sum, zero)
    let gradient = graph.add(.select, passes, dy, zero)
    let rows = DotAxes(leftContracting: [0], rightContracting: [0])
    graph.outputs = [
      result, graph.add(.dot(rows), x, gradient), graph.add(.reduce(.sum, axes: [0]), gradient),
    ]
    let executable = try plan(graph)
    #expect(executable.stepCount == 3, "\(executable)")
    #expect(executable.description.contains("dot 32×100×50 + bias"))
  }

  /// A product of a reversed matrix needs a copy of it, through which a later chain depends on an earlier one.
  @Test func chainsDependOnEachOtherThroughACopy() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [2, 2]))
    let negative = graph.add(.unary(.negate), x)
    let product = graph.add(.dot(.matrixProduct), graph.add(.reverse(axes: [0]), negative), x)
    graph.outputs = [graph.add(.binary(.multiply), negative, product)]
    // −x = [[−1, −2], [−3, −4]]; with its rows exchanged, times x: [[−15, −22], [−7, −10]].
    #expect(try runOnEngine(graph, [[1, 2, 3, 4]]).outputs == [[15, 44, 21, 40]])
  }

  @Test func convolutionTakesBias() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [2, 8, 8, 3]))
    let kernel = graph.addInput(TensorType(.float32, [3, 3, 3, 4]))
    let bias = graph.addInput(TensorType(.float32, [4]))
    let geometry = ConvolutionGeometry(strides: [1, 1], paddingLow: [1, 1], paddingHigh: [1, 1])
    let result = graph.add(.convolution(geometry), x, kernel)
    let sum = graph.add(.binary(.add), result, graph.add(.broadcast(shape: [2, 8, 8, 4], axes: [3]), bias))
    graph.outputs = [sum]
    #expect(try plan(graph).stepCount == 1)
  }

  @Test func biasStaysApartWhereTheSumHasOtherReaders() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [4, 4]))
    let product = graph.add(.dot(.matrixProduct), x, x)
    graph.outputs = [product, graph.add(.binary(.add), product, x)]
    #expect(try plan(graph).stepCount == 2)
  }

  @Test func reshapeAndTransposedProductsAreFree() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [4, 6, 5]))
    let y = graph.addInput(TensorType(.float32, [7, 5]))
    let flat = graph.add(.reshape([24, 5]), x)
    let turned = graph.add(.transpose(permutation: [1, 0]), y)
    graph.outputs = [graph.add(.dot(.matrixProduct), flat, turned)]
    #expect(try plan(graph).stepCount == 1)
  }

  @Test func deadNodesAreNotRun() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [4, 4]))
    _ = graph.add(.dot(.matrixProduct), x, x)
    graph.outputs = [graph.add(.unary(.exp), x)]
    #expect(try plan(graph).stepCount == 1)
  }

  @Test func memoryIsReused() throws {
    var graph = Graph()
    var x = graph.addInput(TensorType(.float32, [256, 256]))
    let first = x
    for _ in 0..<20 { x = graph.add(.dot(.matrixProduct), x, first) }
    graph.outputs = [x]
    let two = 2 * 256 * 256 * 4
    #expect(try plan(graph).arenaByteCount < two + two, "two results at a time, and room for the library")
  }

  /// The gradient of slices: parts padded to their places and added up. The part in the middle is missing.
  @Test func sumOfPaddedPartsIsConcatenation() throws {
    var graph = Graph()
    let zero = graph.add(.constant(Literal(Float(0))))
    let parts = (0..<4).map { _ in graph.addInput(TensorType(.float32, [2, 3])) }
    let starts = [9, 0, 12, 3]
    let padded = zip(parts, starts).map { part, start in
      graph.add(.pad(low: [0, start], high: [0, 12 - start], interior: [0, 0]), part, zero)
    }
    graph.outputs = [padded.dropFirst().reduce(padded[0]) { graph.add(.binary(.add), $0, $1) }]
    let executable = try plan(graph)
    #expect(executable.stepCount == 1, "\(executable)")
    let result = try runOnEngine(graph, (1...4).map { [Double](repeating: Double($0), count: 6) })
    let row: [Double] = [2, 2, 2, 4, 4, 4, 0, 0, 0, 1, 1, 1, 3, 3, 3]
    #expect(result.outputs[0] == row + row)
  }

  @Test func overlappingPartsAreAdded() throws {
    var graph = Graph()
    let zero = graph.add(.constant(Literal(Float(0))))
    let x = graph.addInput(TensorType(.float32, [3]))
    let left = graph.add(.pad(low: [0], high: [1], interior: [0]), x, zero)
    let right = graph.add(.pad(low: [1], high: [0], interior: [0]), x, zero)
    graph.outputs = [graph.add(.binary(.add), left, right)]
    #expect(try runOnEngine(graph, [[1, 2, 3]]).outputs[0] == [1, 3, 5, 3])
  }

  /// The weight gradient of a recurrence: one product over all time steps.
  @Test func sumOfProductsIsOneProduct() throws {
    var graph = Graph()
    let columns = DotAxes(leftContracting: [0], rightContracting: [0])
    let states = (0..<3).map { _ in graph.addInput(TensorType(.float32, [2, 30])) }
    let gradients = (0..<3).map { _ in graph.addInput(TensorType(.float32, [2, 40])) }
    let products = zip(states, gradients).map { graph.add(.dot(columns), $0, $1) }
    graph.outputs = [products.dropFirst().reduce(products[0]) { graph.add(.binary(.add), $0, $1) }]
    let executable = try plan(graph)
    #expect(executable.stepCount == 3, "two concatenations and a product: \(executable)")
    let inputs = (0..<6).map { input in (0..<(input < 3 ? 60 : 80)).map { Double(($0 * 7 + input) % 11) - 5 }
    }
    var expected = [Double](repeating: 0, count: 1200)
    for step in 0..<3 {
      for batch in 0..<2 {
        for i in 0..<30 {
          for j in 0..<40 {
            expected[i * 40 + j] += inputs[step][batch * 30 + i] * inputs[step + 3][batch * 40 + j]
          }
        }
      }
    }
    #expect(try runOnEngine(graph, inputs).outputs[0] == expected)
  }
}
