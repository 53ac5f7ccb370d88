import CAllocationCounter
import Foundation
import StrataCPU
import StrataGraph
import Testing

/// What holds for every run of a program.
@Suite struct RunTests {
  /// A program with steps of all kinds, on tensors large enough for several threads.
  private func program() -> Graph {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [8, 32, 32, 3]))
    let kernel = graph.addInput(TensorType(.float32, [3, 3, 3, 16]))
    let weights = graph.addInput(TensorType(.float32, [3600, 10]))
    let key = graph.addInput(TensorType(.uint32, [2]))
    let valid = ConvolutionGeometry(strides: [1, 1], paddingLow: [0, 0], paddingHigh: [0, 0])
    let window = Window(size: [1, 2, 2, 1], strides: [1, 2, 2, 1])
    let convolved = graph.add(.convolution(valid), x, kernel)
    let bits = graph.add(.randomBits(shape: graph[convolved].shape), key)
    let noise = graph.add(.unary(.erf), graph.add(.convert(.float32), bits))
    let pooled = graph.add(.reduceWindow(.maximum, window), graph.add(.binary(.multiply), convolved, noise))
    let logits = graph.add(.dot(.matrixProduct), graph.add(.reshape([8, 3600]), pooled), weights)
    let back = graph.add(.selectAndScatter(window), convolved, pooled)
    graph.outputs = [
      logits, graph.add(.reduce(.sum, axes: [0, 1, 2]), back),
      graph.add(.reduce(.sum, axes: [0, 1, 2, 3]), back),
      graph.add(.argReduce(.maximum, axis: 1), logits),
    ]
    return graph
  }

  private func inputs(_ graph: Graph) -> [HostBuffer] {
    var random = SplitMix(state: 3)
    return graph.inputs.map { input in
      let range = graph[input].dtype == .float32 ? -1.0...1.0 : 0.0...1000.0
      return HostBuffer(
        graph[input], (0..<graph[input].count).map { _ in .random(in: range, using: &random) })
    }
  }

  @Test func runsAreBitIdentical() throws {
    let graph = program()
    let inputs = inputs(graph)
    func run() throws -> [[Double]] {
      let outputs = graph.outputs.map { HostBuffer(type: graph[$0]) }
      try CPUEngine.shared.compile(graph).run(inputs: inputs, outputs: outputs)
      return outputs.map(\.doubles)
    }
    let first = try run()
    let areFinite = first.joined().allSatisfy { $0.isFinite }
    #expect(areFinite)
    for _ in 0..<5 {
      let again = try run()
      #expect(again == first)
    }
  }

  @Test func oneProgramOnManyThreads() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [100, 100]))
    let product = graph.add(.dot(.matrixProduct), x, x)
    graph.outputs = [graph.add(.binary(.add), graph.add(.unary(.exp), x), product)]
    let executable = try CPUEngine.shared.compile(graph)
    let input = HostBuffer((0..<10_000).map { Float($0 % 13) / 13 }, shape: [100, 100])
    let results = (0..<16).map { _ in HostBuffer(type: graph[graph.outputs[0]]) }
    DispatchQueue.concurrentPerform(iterations: 16) { index in
      try! executable.run(inputs: [input], outputs: [results[index]])
    }
    for result in results { #expect(result.doubles == results[0].doubles) }
  }

  @Test func programsWithoutElements() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [0, 5]))
    let kernel = graph.addInput(TensorType(.float32, [5, 3]))
    let product = graph.add(.dot(.matrixProduct), x, kernel)
    let outer = DotAxes(leftContracting: [0], rightContracting: [0])
    graph.outputs = [
      product, graph.add(.reduce(.sum, axes: [0]), product), graph.add(.dot(outer), x, product),
      graph.add(.concatenate(axis: 0), x, x),
    ]
    let result = try runOnEngine(graph, [[], [Double](repeating: 1, count: 15)])
    #expect(result.outputs == [[], [0, 0, 0], [Double](repeating: 0, count: 15), []])
  }

  /// Sizes around the tiles and vectors of chains, and around the blocks of reductions.
  @Test(arguments: [1, 7, 31, 33, 1023, 1025, 2047, 2049, 4097, 100_003])
  func oddSizes(count: Int) throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [count]))
    let doubled = graph.add(.binary(.add), x, x)
    graph.outputs = [
      graph.add(.binary(.subtract), doubled, graph.filled(1, like: x)),
      graph.add(.reduce(.sum, axes: [0]), x),
      graph.add(.reduce(.maximum, axes: [0]), x), graph.add(.reverse(axes: [0]), x),
    ]
    let elements = (0..<count).map { Double(($0 * 31) % 101) - 50 }
    let result = try runOnEngine(graph, [elements])
    #expect(result.outputs[0] == elements.map { 2 * $0 - 1 })
    #expect(result.outputs[1] == [elements.reduce(0, +)])
    #expect(result.outputs[2] == [elements.max()!])
    #expect(result.outputs[3] == elements.reversed())
  }

  /// A million equal numbers: plain float32 summation would be off in the third digit.
  @Test func longSumsAreAccurate() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [1000, 1000]))
    graph.outputs = [
      graph.add(.reduce(.sum, axes: [0, 1]), x), graph.add(.reduce(.sum, axes: [0]), x),
      graph.add(.reduce(.sum, axes: [1]), x),
    ]
    let result = try runOnEngine(graph, [[Double](repeating: 0.1, count: 1_000_000)])
    let tenth = Double(Float(0.1))
    #expect(abs(result.outputs[0][0] / (1e6 * tenth) - 1) < 1e-6)
    #expect(result.outputs[1].allSatisfy { abs($0 / (1e3 * tenth) - 1) < 1e-6 })
    #expect(result.outputs[2].allSatisfy { abs($0 / (1e3 * tenth) - 1) < 1e-6 })
  }

  /// oneDNN allocates a little whenever it runs a primitive; our own steps must not.
  @Test(.enabled(if: allocations_are_counted())) func runAllocatesNothing() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [64, 64]))
    let key = graph.addInput(TensorType(.uint32, [2]))
    let window = Window(size: [2, 2], strides: [2, 2])
    let bits = graph.add(.convert(.float32), graph.add(.randomBits(shape: [64, 64]), key))
    let noisy = graph.add(.unary(.tanh), graph.add(.binary(.multiply), x, bits))
    let pooled = graph.add(.reduceWindow(.maximum, window), noisy)
    let back = graph.add(.selectAndScatter(window), noisy, pooled)
    let order = graph.add(.sort(axis: 1, descending: false), back)
    let turned = graph.add(.transpose(permutation: [1, 0]), back)
    let picked = graph.add(.gather(axis: 0), turned, Value(node: order.node, result: 1))
    var step = Graph()
    let sum = step.addInput(TensorType(.float32, [64]))
    step.outputs = [step.add(.binary(.add), sum, step.addInput(TensorType(.float32, [64])))]
    let scan = Scan(body: step, length: 64, carryCount: 1, sequenceCount: 1)
    let row = graph.add(.reduce(.sum, axes: [0]), back)
    graph.outputs = [
      order, row, picked, graph.add(.concatenate(axis: 0), pooled, pooled),
      graph.add(.scan(scan), row, turned),
    ]
    let executable = try CPUEngine.shared.compile(graph)
    let inputs: [Buffer] = inputs(graph)
    let outputs: [Buffer] = graph.outputs.map { HostBuffer(type: graph[$0]) }
    try executable.run(inputs: inputs, outputs: outputs)

    let before = allocation_count()
    try executable.run(inputs: inputs, outputs: outputs)
    let after = allocation_count()
    #expect(after == before)
    let buffer = HostBuffer(type: graph[x])
    #expect(allocation_count() > after, "\(buffer.type) was allocated")
  }
}
