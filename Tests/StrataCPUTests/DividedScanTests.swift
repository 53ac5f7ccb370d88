import CStrataKernels
import ReferenceEngine
import StrataCPU
import StrataGraph
import Testing

/// Recurrences that each thread runs for its part of the batch.
@Suite struct DividedScanTests {
  /// A gated recurrence `state' = σ(a) + σ(b) · tanh(c)`, where a, b and c are what the input and the state give together
  /// with a bias, and the gradients of the sum of its last state with respect to input and kernel.
  private func recurrence(
    batch: Int, units: Int, length: Int, isReversed: Bool = false, mixesSamples: Bool = false
  ) throws -> Graph {
    var graph = Graph()
    let gates = 3 * units
    let start = graph.addInput(TensorType(.float32, [batch, units]))
    let xs = graph.addInput(TensorType(.float32, [length, batch, gates]))
    let kernel = graph.addInput(TensorType(.float32, [units, gates]))
    let bias = graph.addInput(TensorType(.float32, [batch, gates]))
    var step = Graph()
    let state = step.addInput(TensorType(.float32, [batch, units]))
    let x = step.addInput(TensorType(.float32, [batch, gates]))
    let weights = step.addInput(TensorType(.float32, [units, gates]))
    let row = step.addInput(TensorType(.float32, [batch, gates]))
    let product = step.add(.dot(.matrixProduct), state, weights)
    let sum = step.add(.binary(.add), step.add(.binary(.add), x, product), row)
    let parts = (0..<3).map { gate in
      step.add(
        .slice(start: [0, units * gate], limit: [batch, units * (gate + 1)], strides: [1, 1]), sum)
    }
    var next = step.add(
      .binary(.add), step.add(.unary(.logistic), parts[0]),
      step.add(
        .binary(.multiply), step.add(.unary(.logistic), parts[1]), step.add(.unary(.tanh), parts[2])))
    if mixesSamples {
      let all = step.add(.reduce(.maximum, axes: [0]), next)
      next = step.add(.binary(.subtract), next, step.add(.broadcast(shape: [batch, units], axes: [1]), all))
    }
    step.outputs = [next, next]
    let scan = Scan(
      body: step, length: length, carryCount: 1, sequenceCount: 1, isReversed: isReversed)
    let result = graph.add(.scan(scan), start, xs, kernel, bias)
    let last = graph.add(.reduce(.sum, axes: [0, 1]), result)
    let gradients = try graph.gradients(of: last, withRespectTo: [xs, kernel])
    graph.outputs = [result, Value(node: result.node, result: 1)] + gradients
    return graph.simplified()
  }

  private func expectTheSameAsTheReference(_ graph: Graph) throws {
    let inputs = graph.inputs.enumerated().map { index, input in
      let type = graph[input]
      return HostBuffer(
        (0..<type.count).map { Float(($0 * 7919 + index) % 200 - 100) / 200 }, shape: type.shape)
    }
    let actual = try CPUEngine.shared.evaluate(graph, inputs).map(\.doubles)
    let expected = try ReferenceEngine().evaluate(graph, inputs).map(\.doubles)
    for (actual, expected) in zip(actual, expected) {
      #expect(difference(actual, expected) < 1e-4)
      #expect(expected.contains { abs($0) > 1e-3 })
    }
  }

  private func dividedScans(_ graph: Graph) throws -> Int {
    let executable = try CPUEngine.shared.compile(graph) as! CPUExecutable
    return executable.description.split(separator: "\n").count { $0.contains("parts of the batch") }
  }

  /// With as many units as samples, nothing but its use tells a kernel from something for each sample.
  @Test(arguments: [(batch: 12, units: 8), (batch: 12, units: 12), (batch: 24, units: 4)])
  func givesTheSameAsTheReference(batch: Int, units: Int) throws {
    try expectTheSameAsTheReference(recurrence(batch: batch, units: units, length: 60))
    try expectTheSameAsTheReference(recurrence(batch: batch, units: units, length: 60, isReversed: true))
  }

  /// Forward and backward.
  @Test(.enabled(if: [2, 3, 4, 6, 12].contains(strata_thread_count()), "12 samples have no equal parts"))
  func threadsShareTheBatch() throws {
    #expect(try dividedScans(recurrence(batch: 12, units: 8, length: 60)) == 2)
    #expect(try dividedScans(recurrence(batch: 12, units: 12, length: 60)) == 2)
  }

  @Test func samplesThatNeedEachOtherStayTogether() throws {
    let graph = try recurrence(batch: 12, units: 8, length: 60, mixesSamples: true)
    #expect(try dividedScans(graph) == 0)
    try expectTheSameAsTheReference(graph)
  }

  @Test func batchesWithoutEqualPartsStayTogether() throws {
    #expect(try dividedScans(recurrence(batch: 1, units: 64, length: 60)) == 0)
    try expectTheSameAsTheReference(recurrence(batch: 13, units: 8, length: 40))
  }
}
