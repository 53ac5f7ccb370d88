import ReferenceEngine
import Testing

@testable import StrataGraph

/// The pass that moves a ReLU behind the maximum over windows that follows it.
@Suite struct PoolingPassTests {
  private static let windows = [
    Window(size: [1, 2, 2, 1], strides: [1, 2, 2, 1]),
    Window(size: [1, 3, 3, 1], strides: [1, 2, 1, 1]),
    Window(
      size: [1, 3, 2, 1], strides: [1, 2, 1, 1], paddingLow: [0, 1, 0, 0], paddingHigh: [0, 2, 1, 0]),
  ]

  /// `[value, gradient]` of a ReLU and the maximum over windows behind it.
  private func program(_ window: Window, readsRelu: Bool = false) throws -> Graph {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [2, 7, 6, 3]))
    let relu = graph.add(.binary(.maximum), x, graph.zeros(like: x))
    let pooled = graph.add(.reduceWindow(.maximum, window), relu)
    let dy = graph.addInput(graph[pooled])
    let loss = graph.sum(graph.multiply(pooled, dy), axes: [0, 1, 2, 3])
    let gradient = try graph.gradients(of: loss, withRespectTo: [x])[0]
    graph.outputs = [pooled, gradient] + (readsRelu ? [relu] : [])
    return graph
  }

  /// Numbers with many ties, zeros of both signs, NaN and infinities.
  private func numbers(_ type: TensorType, seed: UInt64) -> HostBuffer {
    var random = SeededRandom(seed: seed)
    let choices: [Float] = [-2, -1, -0.0, 0, 0, 1, 1, 2, .nan, .infinity, -.infinity]
    return HostBuffer(
      (0..<type.count).map { _ in choices[Int(random.next() % UInt64(choices.count))] }, shape: type.shape)
  }

  private func count(_ operation: Operation, in graph: Graph) -> Int {
    graph.nodes.filter { $0.operation == operation }.count
  }

  @Test(arguments: windows) func keepsValuesAndGradients(_ window: Window) throws {
    let graph = try program(window)
    let simplified = graph.simplified()
    #expect(count(.selectAndScatter(window), in: simplified) == 1)
    #expect(count(.reduceWindow(.maximum, window), in: simplified) == 1)
    let pooled = simplified[simplified.outputs[0]]
    let relus = simplified.nodes.filter { $0.operation == .binary(.maximum) }
    #expect(relus.map { $0.types[0] } == [pooled])
    for seed in 0..<20 {
      let x = numbers(graph[graph.inputs[0]], seed: UInt64(seed))
      // Whole numbers, whose sums do not depend on their order.
      let dy = HostBuffer((0..<pooled.count).map { Float($0 % 13) - 6 }, shape: pooled.shape)
      let expected = try ReferenceEngine().evaluate(graph, [x, dy])
      let actual = try ReferenceEngine().evaluate(simplified, [x, dy])
      for (actual, expected) in zip(actual, expected) {
        #expect(firstDifference(actual, expected, .exact) == nil)
      }
    }
  }

  @Test func staysWhereTheReluIsReadByOthers() throws {
    let graph = try program(Self.windows[0], readsRelu: true).simplified()
    #expect(graph.nodes.contains { $0.operation == .binary(.maximum) && $0.types[0].shape == [2, 7, 6, 3] })
  }

  /// The maximum of padding alone is −∞, which a ReLU behind it would make 0.
  @Test func staysWhereWindowsMayBePaddingAlone() throws {
    let window = Window(
      size: [1, 2, 1, 1], strides: [1, 1, 1, 1], paddingLow: [0, 2, 0, 0], paddingHigh: [0, 0, 0, 0])
    let graph = try program(window).simplified()
    #expect(graph.nodes.contains { $0.operation == .binary(.maximum) && $0.types[0].shape == [2, 7, 6, 3] })
  }

  /// The gradient of a bias is the sum of what is scattered over the elements, taken before.
  @Test(arguments: windows) func sumsBeforeScattering(_ window: Window) throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [2, 7, 6, 3]))
    let maxima = graph.add(.reduceWindow(.maximum, window), x)
    let source = graph.addInput(graph[maxima])
    let scattered = graph.add(.selectAndScatter(window), x, source)
    graph.outputs = [graph.sum(scattered, axes: [0, 1, 2]), graph.sum(scattered, axes: [0, 1])]
    let simplified = graph.simplified()
    #expect(simplified.nodes[simplified.outputs[0].node].operands[0] == simplified.inputs[1])
    #expect(count(.selectAndScatter(window), in: simplified) == 1, "sums along one axis depend on the places")
    let numbers = numbers(graph[x], seed: 5)
    let sources = HostBuffer((0..<graph[source].count).map { Float($0 % 13) - 6 }, shape: graph[source].shape)
    let expected = try ReferenceEngine().evaluate(graph, [numbers, sources])
    let actual = try ReferenceEngine().evaluate(simplified, [numbers, sources])
    for (actual, expected) in zip(actual, expected) {
      #expect(firstDifference(actual, expected, .exact) == nil)
    }
  }
}
