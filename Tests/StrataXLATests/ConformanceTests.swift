import ReferenceEngine
import StrataGraph
import Testing

@testable import StrataXLA

/// The XLA engine against the reference, on every row of the conformance table.
@Suite(.needsPlugin) struct ConformanceTests {
  @Test(arguments: conformanceFamilies) func agreesWithTheReference(_ family: ConformanceFamily) throws {
    let engine = try XLAEngine(client: TestPlugin.client)
    // One program of many rows compiles faster than many programs.
    for start in stride(from: 0, to: family.rows.count, by: 100) {
      let rows = Array(family.rows[start...].prefix(100))
      for (row, results) in zip(rows, try RowBatch(rows).results(on: engine)) {
        let expected = try ReferenceEngine().evaluate(row.graph, row.inputs)
        for (index, pair) in zip(results, expected).enumerated() {
          if let difference = firstDifference(pair.0, pair.1, row.tolerance) {
            Issue.record("\(row.name), output \(index): \(difference)\n\(row.graph)")
          }
        }
      }
    }
  }
}

/// The programs of several rows as one.
private struct RowBatch {
  private var graph = Graph()
  private var inputs: [Buffer] = []
  private var outputCounts: [Int] = []

  init(_ rows: [ConformanceRow]) {
    for row in rows {
      add(row.graph)
      inputs += row.inputs
      outputCounts.append(row.graph.outputs.count)
    }
  }

  private mutating func add(_ other: Graph) {
    let first = graph.nodes.count
    func moved(_ value: Value) -> Value { Value(node: first + value.node, result: value.result) }
    for node in other.nodes { _ = graph.add(node.operation, node.operands.map(moved)) }
    graph.outputs += other.outputs.map(moved)
  }

  /// The outputs of each row.
  func results(on engine: some Engine) throws -> [[Buffer]] {
    var outputs = try engine.evaluate(graph, inputs)[...]
    return outputCounts.map { count in
      defer { outputs = outputs.dropFirst(count) }
      return Array(outputs.prefix(count))
    }
  }
}
