import ReferenceEngine
import Testing

@testable import StrataGraph

/// The pass that does not compute the rows and columns that a pooling leaves over.
@Suite struct UnreadEdgeTests {
  private static let batch = 1

  /// A convolution with a bias, a ReLU, and the maximum over windows.
  private struct Block {
    var kernel = 3
    var stride = 1
    var dilation = 1
    var isPadded = false
    var pool = 2
    var poolStride = 2
  }

  private func convolved(_ graph: inout Graph, _ x: Value, _ block: Block, filters: Int) -> Value {
    let kernel = graph.addInput(
      TensorType(.float32, [block.kernel, block.kernel, graph[x].shape[3], filters]))
    let padding = block.isPadded ? block.dilation * (block.kernel - 1) / 2 : 0
    let geometry = ConvolutionGeometry(
      strides: [block.stride, block.stride], paddingLow: [padding, padding],
      paddingHigh: [padding, padding], dilation: [block.dilation, block.dilation])
    let bias = graph.addInput(TensorType(.float32, [filters]))
    let y = graph.add(.convolution(geometry), x, kernel)
    return graph.plus(y, graph.broadcast(bias, to: graph[y].shape, axes: [3]))
  }

  private func pooled(_ graph: inout Graph, _ x: Value, _ block: Block) -> Value {
    let window = Window(
      size: [1, block.pool, block.pool, 1], strides: [1, block.poolStride, block.poolStride, 1])
    return graph.add(.reduceWindow(.maximum, window), x)
  }

  /// What gradients are taken with respect to.
  private enum Variables: CaseIterable { case none, weights, all }

  /// `[value, gradients…]` of blocks one after the other.
  private func program(
    extent: Int, _ blocks: [Block], gradients variables: Variables = .weights
  ) throws -> Graph {
    var graph = Graph()
    var x = graph.addInput(TensorType(.float32, [Self.batch, extent, extent, 1]))
    for (index, block) in blocks.enumerated() {
      let y = convolved(&graph, x, block, filters: 2 + index)
      x = pooled(&graph, graph.add(.binary(.maximum), y, graph.zeros(like: y)), block)
    }
    return try finished(graph, x, gradients: variables)
  }

  private func finished(_ graph: Graph, _ y: Value, gradients: Variables) throws -> Graph {
    var graph = graph
    let variables =
      switch gradients {
      case .none: [Value]()
      case .weights: Array(graph.inputs.dropFirst())
      case .all: graph.inputs
      }
    let weights = graph.addInput(graph[y])
    let loss = graph.sum(graph.multiply(y, weights), axes: [0, 1, 2, 3])
    graph.outputs = [y] + (try graph.gradients(of: loss, withRespectTo: variables))
    return graph
  }

  /// Small whole numbers, of which sums are exact in any order.
  private func inputs(of graph: Graph) -> [HostBuffer] {
    var random = SeededRandom(seed: 1)
    return graph.inputs.map { input in
      let type = graph[input]
      return HostBuffer((0..<type.count).map { _ in Float(random.next() % 5) - 2 }, shape: type.shape)
    }
  }

  private func expectSameNumbers(_ graph: Graph, _ simplified: Graph) throws {
    let inputs = inputs(of: graph)
    let expected = try ReferenceEngine().evaluate(graph, inputs)
    let actual = try ReferenceEngine().evaluate(simplified, inputs)
    for (actual, expected) in zip(actual, expected) {
      #expect(firstDifference(actual, expected, .exact) == nil)
    }
  }

  /// The heights of the results of the operations of a kind.
  private func heights(in graph: Graph, _ isMeant: (StrataGraph.Operation) -> Bool) -> [Int] {
    graph.nodes.filter { isMeant($0.operation) }.map { $0.types[0].shape[1] }
  }

  private func convolutionHeights(in graph: Graph) -> [Int] {
    heights(in: graph) { if case .convolution = $0 { true } else { false } }
  }

  @Test func computesWhatPoolingReads() throws {
    let graph = try program(extent: 28, [Block(), Block()])
    let simplified = graph.simplified()
    #expect(convolutionHeights(in: graph) == [26, 11])
    #expect(convolutionHeights(in: simplified) == [24, 10])
    let scattered = heights(in: simplified) { if case .selectAndScatter = $0 { true } else { false } }
    #expect(scattered == [10, 24])
    let gradients = heights(in: simplified) {
      if case .convolutionInputGradient = $0 { true } else { false }
    }
    #expect(gradients == [12])
    try expectSameNumbers(graph, simplified)
  }

  @Test func takesPartOfTheInput() throws {
    let graph = try program(extent: 28, [Block(), Block()], gradients: .none).simplified()
    #expect(heights(in: graph) { if case .slice = $0 { true } else { false } } == [26])
  }

  @Test(arguments: [
    [Block(isPadded: true)], [Block(pool: 3, poolStride: 3)], [Block(pool: 3, poolStride: 2), Block()],
    [Block(stride: 2), Block()], [Block(dilation: 2), Block(isPadded: true)],
    [Block(kernel: 2, pool: 4, poolStride: 4)], [Block(pool: 3, poolStride: 1), Block(kernel: 1)],
    [Block(isPadded: true, pool: 3, poolStride: 1), Block()],
  ])
  private func keepsNumbers(_ blocks: [Block]) throws {
    for extent in [18, 23] {
      for variables in Variables.allCases {
        let graph = try program(extent: extent, blocks, gradients: variables)
        try expectSameNumbers(graph, graph.simplified())
      }
    }
  }

  /// The zeros at the edge of the gradient with respect to the input of the program are read.
  @Test func computesEverythingForTheGradientOfTheInput() throws {
    let graph = try program(extent: 13, [Block()], gradients: .all)
    let simplified = graph.simplified()
    let gradients = heights(in: simplified) {
      if case .convolutionInputGradient = $0 { true } else { false }
    }
    #expect(gradients == [13])
    try expectSameNumbers(graph, simplified)
  }

  @Test func computesEverythingThatSomebodyReads() throws {
    var graph = try program(extent: 13, [Block()])
    let convolution = graph.nodes.firstIndex { if case .convolution = $0.operation { true } else { false } }!
    graph.outputs.append(Value(node: convolution))
    let simplified = graph.simplified()
    #expect(convolutionHeights(in: simplified) == [11])
    try expectSameNumbers(graph, simplified)
  }

  /// What the gradient is multiplied by in front of the pooling leaves its zeros where they are.
  @Test func passesActivations() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [Self.batch, 13, 13, 1]))
    let y = convolved(&graph, x, Block(), filters: 2)
    let maxima = pooled(&graph, graph.square(y), Block())
    graph = try finished(graph, maxima, gradients: .weights)
    let simplified = graph.simplified()
    #expect(convolutionHeights(in: simplified) == [10])
    try expectSameNumbers(graph, simplified)
  }

  /// One of two paths to the loss goes through the edge: its gradient is not zero there.
  @Test func keepsGradientsOfOtherPaths() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [Self.batch, 13, 13, 1]))
    let y = convolved(&graph, x, Block(), filters: 2)
    let first = graph.sum(pooled(&graph, y, Block()), axes: [1, 2])
    let second = graph.sum(graph.square(y), axes: [1, 2])
    let both = graph.reshape(graph.plus(first, second), to: [Self.batch, 1, 1, 2])
    graph = try finished(graph, both, gradients: .weights)
    let simplified = graph.simplified()
    #expect(convolutionHeights(in: simplified) == [11])
    try expectSameNumbers(graph, simplified)
  }

  @Test func leavesThinEdges() throws {
    let graph = try program(extent: 35, [Block()], gradients: .none).simplified()
    #expect(convolutionHeights(in: graph) == [33])
  }
}
