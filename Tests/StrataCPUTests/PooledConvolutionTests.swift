import CStrataKernels
import ReferenceEngine
import StrataCPU
import StrataGraph
import Testing

/// Convolutions and the maxima over windows behind them, for one part of the batch after the other.
@Suite struct PooledConvolutionTests {
  /// What a thread's share of all images, 17 × 16 × 30 numbers each behind the convolution, takes is more than a cache
  /// of a mebibyte holds.
  private let batch = 32 * Int(strata_thread_count())

  /// Inputs: images, kernel, bias.
  private func program(returnsFiltered: Bool = false) -> Graph {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [batch, 18, 17, 1]))
    let kernel = graph.addInput(TensorType(.float32, [2, 2, 1, 30]))
    let bias = graph.addInput(TensorType(.float32, [30]))
    let geometry = ConvolutionGeometry(strides: [1, 1], paddingLow: [0, 0], paddingHigh: [0, 0])
    let y = graph.add(.convolution(geometry), x, kernel)
    let sum = graph.plus(y, graph.broadcast(bias, to: graph[y].shape, axes: [3]))
    let window = Window(size: [1, 2, 2, 1], strides: [1, 2, 2, 1])
    let maxima = graph.add(.reduceWindow(.maximum, window), sum)
    let relu = graph.add(.binary(.maximum), maxima, graph.filled(0, like: maxima))
    graph.outputs = [relu] + (returnsFiltered ? [sum] : [])
    return graph
  }

  /// Small whole numbers, of which sums are exact in any order.
  private func inputs(_ graph: Graph, seed: Int) -> [HostBuffer] {
    graph.inputs.enumerated().map { index, input in
      let type = graph[input]
      return HostBuffer(
        (0..<type.count).map { Float(($0 * 7919 + seed * 31 + index) % 11 - 5) }, shape: type.shape)
    }
  }

  private func expectAgreement(_ executable: CPUExecutable, _ graph: Graph, _ inputs: [HostBuffer]) throws {
    let outputs = graph.outputs.map { HostBuffer(type: graph[$0]) }
    executable.run(inputs: inputs, outputs: outputs)
    for (actual, expected) in zip(outputs, try ReferenceEngine().evaluate(graph, inputs)) {
      #expect(firstDifference(actual, expected, .exact) == nil)
    }
  }

  private func compile(_ graph: Graph, fixedInputs: Set<Int> = []) throws -> CPUExecutable {
    try CPUEngine.shared.compile(graph, donations: [:], fixedInputs: fixedInputs) as! CPUExecutable
  }

  @Test func agreesWithReference() throws {
    let graph = program()
    let executable = try compile(graph)
    #expect(executable.description.contains(" parts"), "\(executable)")
    #expect(executable.stepCount == 1)
    try expectAgreement(executable, graph, inputs(graph, seed: 1))
  }

  @Test func noticesAnotherKernel() throws {
    let graph = program()
    let executable = try compile(graph, fixedInputs: [1, 2])
    for seed in 0..<2 { try expectAgreement(executable, graph, inputs(graph, seed: seed)) }
  }

  @Test func staysApartWhereOthersReadTheConvolution() throws {
    let graph = program(returnsFiltered: true)
    let executable = try compile(graph)
    #expect(executable.stepCount == 2)
    try expectAgreement(executable, graph, inputs(graph, seed: 1))
  }
}
