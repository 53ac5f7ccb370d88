import ReferenceEngine
import StrataGraph
import Testing

@testable import StrataXLA

/// Graphs of random operations, as they were made and simplified as programs are before they run.
@Suite(.needsPlugin) struct RandomGraphTests {
  @Test(arguments: 0..<60) func agreesWithTheReference(seed: Int) throws {
    let engine = try XLAEngine(client: TestPlugin.client)
    var generator = GraphGenerator(seed: UInt64(seed))
    let original = generator.makeGraph()
    let graph = seed.isMultiple(of: 2) ? original : original.simplified()
    let inputs = graph.inputs.map { HostBuffer(generator.elements(graph[$0]), shape: graph[$0].shape) }
    let donations = generator.donations(graph)
    let executable = try engine.compile(graph, donations: donations)
    let given = try inputs.map { try engine.makeBuffer(copying: $0) }
    let outputs = graph.outputs.enumerated().map { index, output in
      donations[index].map { given[$0] } ?? engine.makeBuffer(graph[output])
    }
    executable.run(inputs: given, outputs: outputs)

    let expected = try ReferenceEngine().evaluate(original, inputs)
    for (index, pair) in zip(outputs, expected).enumerated() {
      let error = difference(pair.0.scalars(as: Double.self), pair.1.scalars(as: Double.self))
      #expect(error < 1e-9, "output \(index), donations \(donations)\n\(graph)")
    }
    for index in inputs.indices where !donations.values.contains(index) {
      #expect(
        firstDifference(given[index], inputs[index], .exact) == nil, "input \(index) was written\n\(graph)")
    }
  }

  /// The largest difference, relative to numbers larger than one. NaN equals NaN.
  private func difference(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { worst, pair in
      let (x, y) = pair
      if x == y || x.isNaN && y.isNaN { return worst }
      let error = abs(x - y) / max(1, abs(y))
      return error.isNaN ? .infinity : max(worst, error)
    }
  }
}
