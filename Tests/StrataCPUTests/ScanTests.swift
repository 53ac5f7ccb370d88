import ReferenceEngine
import StrataCPU
import StrataGraph
import Testing

/// How recurrences are planned.
@Suite struct ScanTests {
  /// The gates of a recurrent layer: slices of a sum of an input and a product.
  private func gates(length: Int) throws -> Graph {
    var graph = Graph()
    let start = graph.addInput(TensorType(.float32, [8, 4]))
    let xs = graph.addInput(TensorType(.float32, [length, 8, 12]))
    let kernel = graph.addInput(TensorType(.float32, [4, 12]))
    var step = Graph()
    let state = step.addInput(TensorType(.float32, [8, 4]))
    let x = step.addInput(TensorType(.float32, [8, 12]))
    let weights = step.addInput(TensorType(.float32, [4, 12]))
    let sum = step.add(.binary(.add), x, step.add(.dot(.matrixProduct), state, weights))
    let gates = (0..<3).map { gate in
      step.add(
        .unary(.logistic),
        step.add(.slice(start: [0, 4 * gate], limit: [8, 4 * gate + 4], strides: [1, 1]), sum))
    }
    let next = step.add(
      .binary(.add), gates[0], step.add(.binary(.multiply), gates[1], step.add(.unary(.tanh), gates[2])))
    step.outputs = [next, next]
    let operation = Operation.scan(Scan(body: step, length: length, carryCount: 1, sequenceCount: 1))
    let scan = graph.add(operation, start, xs, kernel)
    graph.outputs = [Value(node: scan.node, result: 1)]
    return graph
  }

  private func plan(_ graph: Graph) throws -> CPUExecutable {
    try CPUEngine.shared.compile(graph) as! CPUExecutable
  }

  @Test func planDoesNotGrowWithTheLength() throws {
    let (short, long) = (try plan(gates(length: 10)), try plan(gates(length: 1000)))
    #expect(short.stepCount == long.stepCount)
    #expect(short.arenaByteCount == long.arenaByteCount)
  }

  /// The product, and all gates in one chain: their sum is not stored.
  @Test func gatesAreOneChain() throws {
    let executable = try plan(gates(length: 5))
    #expect(executable.description.contains("scan 5: 2 steps"), "\(executable)")
  }

  /// The kernel is laid out anew for each run, as it may have changed, but not for each step.
  @Test func kernelIsReadAnewInEachRun() throws {
    let graph = try gates(length: 3)
    let executable = try plan(graph)
    let buffers = graph.inputs.map { HostBuffer(type: graph[$0]) }
    for (index, buffer) in buffers.enumerated() {
      let scalars = buffer.pointer.bindMemory(to: Float.self, capacity: buffer.type.count)
      for place in 0..<buffer.type.count { scalars[place] = Float((place * 31 + index) % 17 - 8) / 16 }
    }
    let output = HostBuffer(type: graph[graph.outputs[0]])
    executable.run(inputs: buffers, outputs: [output])
    buffers[2].pointer.bindMemory(to: Float.self, capacity: 48)[7] = 3
    executable.run(inputs: buffers, outputs: [output])
    let expected = try ReferenceEngine().evaluate(graph, buffers)[0].scalars(as: Float.self)
    #expect(zip(output.scalars(as: Float.self), expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func longRecurrenceAgreesWithTheReference() throws {
    let graph = try gates(length: 100)
    let inputs = graph.inputs.enumerated().map { index, input in
      let type = graph[input]
      return HostBuffer(
        (0..<type.count).map { Float(($0 * 7919 + index) % 200 - 100) / 200 }, shape: type.shape)
    }
    let actual = try CPUEngine.shared.evaluate(graph, inputs)[0].scalars(as: Float.self)
    let expected = try ReferenceEngine().evaluate(graph, inputs)[0].scalars(as: Float.self)
    #expect(zip(actual, expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }
}
