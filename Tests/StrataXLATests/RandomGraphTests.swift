import ReferenceEngine
import StrataGraph
import Testing

@testable import StrataXLA

/// Graphs of random operations.
@Suite(.needsPlugin) struct RandomGraphTests {
  @Test(arguments: 0..<60) func agreesWithTheReference(seed: Int) throws {
    let engine = try XLAEngine(client: TestPlugin.client)
    for disagreement in try disagreements(of: engine, onGraphFromSeed: seed) {
      Issue.record("\(disagreement)")
    }
  }
}
