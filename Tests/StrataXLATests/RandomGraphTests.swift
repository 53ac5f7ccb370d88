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

  @Test(arguments: [DType.float16, .bfloat16], 3000..<3030) func typesOfTwoBytesAgreeWithTheReference(
    _ dtype: DType, seed: Int
  ) throws {
    let engine = try XLAEngine(client: TestPlugin.client)
    for disagreement in try disagreements(of: engine, onGraphFromSeed: seed, in: dtype) {
      Issue.record("\(disagreement)")
    }
  }
}
