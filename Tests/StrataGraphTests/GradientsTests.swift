import ReferenceEngine
import StrataGraph
import Testing

/// What `gradients(of:withRespectTo:)` accepts, visits and leaves alone.
@Suite struct GradientsTests {
  private let matrix = TensorType(.float32, [2, 3])

  @Test func firstLayerHasNoDataGradient() throws {
    var graph = Graph()
    let geometry = ConvolutionGeometry(strides: [1], paddingLow: [0], paddingHigh: [0])
    let (x, kernel) = (
      graph.addInput(TensorType(.float32, [2, 5, 1])), graph.addInput(TensorType(.float32, [3, 1, 2]))
    )
    let loss = graph.sum(graph.add(.convolution(geometry), x, kernel), axes: [0, 1, 2])
    _ = try graph.gradients(of: loss, withRespectTo: [kernel])
    let names = graph.nodes.map(\.operation.name)
    #expect(names.contains("convolutionKernelGradient"))
    #expect(!names.contains("convolutionInputGradient"))
  }

  @Test func unrelatedVariableHasZeros() throws {
    var graph = Graph()
    let (x, y) = (graph.addInput(matrix), graph.addInput(matrix))
    graph.outputs = try graph.gradients(of: graph.sum(x, axes: [0, 1]), withRespectTo: [y, x])
    let inputs = [HostBuffer([Float](repeating: 2, count: 6), shape: [2, 3])]
    let results = try ReferenceEngine().evaluate(graph, inputs + inputs)
    #expect(results.map { $0.scalars(as: Float.self)[0] } == [0, 1])
  }

  @Test func intermediateValuesAreVariablesToo() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float64, []))
    let square = graph.square(x)
    let cube = graph.multiply(square, x)
    graph.outputs = try graph.gradients(of: cube, withRespectTo: [x, square, cube])
    let results = try ReferenceEngine().evaluate(graph, [HostBuffer([3.0], shape: [])])
    #expect(results.map { $0.scalars(as: Double.self)[0] } == [27, 3, 1])
  }

  @Test func sharedValuesAddUp() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float64, []))
    let y = graph.plus(graph.plus(x, x), graph.multiply(x, x))
    graph.outputs = try graph.gradients(of: y, withRespectTo: [x])
    let results = try ReferenceEngine().evaluate(graph, [HostBuffer([5.0], shape: [])])
    #expect(results[0].scalars(as: Double.self) == [12])
  }

  @Test func squareHasOneGradient() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float64, []))
    graph.outputs = try graph.gradients(of: graph.square(x), withRespectTo: [x])
    #expect(graph.simplified().nodes.map(\.operation.name) == ["input", "constant", "multiply"])
    let results = try ReferenceEngine().evaluate(graph, [HostBuffer([5.0], shape: [])])
    #expect(results[0].scalars(as: Double.self) == [10])
  }

  @Test func stoppedGradientIsZero() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, []))
    let y = graph.multiply(x, graph.stopGradient(x))
    graph.outputs = [y] + (try graph.gradients(of: y, withRespectTo: [x]))
    let results = try ReferenceEngine().evaluate(graph, [HostBuffer([3] as [Float], shape: [])])
    #expect(results.map { $0.scalars(as: Float.self)[0] } == [9, 3])
    #expect(!graph.simplified().nodes.contains { $0.operation.name == "bitcast" })
  }

  @Test func refusesWhatHasNoGradient() {
    var graph = Graph()
    let (x, count) = (graph.addInput(matrix), graph.addInput(TensorType(.int32, [])))
    let scalar = graph.sum(x, axes: [0, 1])
    #expect(throws: GradientError.notScalar(matrix)) { try graph.gradients(of: x, withRespectTo: [x]) }
    #expect(throws: GradientError.notFloatingPoint(TensorType(.int32, []))) {
      try graph.gradients(of: count, withRespectTo: [x])
    }
    #expect(throws: GradientError.notFloatingPoint(TensorType(.int32, []))) {
      try graph.gradients(of: scalar, withRespectTo: [x, count])
    }
    let mismatch = GradientError.outputGradientMismatch(
      output: matrix, outputGradient: TensorType(.float32, []))
    #expect(throws: mismatch) {
      try graph.gradients(of: x, withRespectTo: [x], outputGradient: scalar)
    }
    #expect("\(mismatch)" == "gradient: the output gradient is float32[], the output float32[2, 3]")
  }
}
