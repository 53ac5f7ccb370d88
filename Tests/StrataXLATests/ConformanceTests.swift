import ReferenceEngine
import StrataGraph
import Testing

@testable import StrataXLA

/// The XLA engine against the reference, on every row of the conformance table.
@Suite(.needsPlugin) struct ConformanceTests {
  @Test(arguments: conformanceFamilies) func agreesWithTheReference(_ family: ConformanceFamily) throws {
    let engine = try XLAEngine(client: TestPlugin.client)
    for batch in RowBatch.all(of: family) {
      for disagreement in try batch.disagreements(of: engine) { Issue.record("\(disagreement)") }
    }
  }

  @Test func allBitsOfTheFactorsCountWhereTheyAreAskedFor() throws {
    let engine = try XLAEngine(client: TestPlugin.client, precision: .highest)
    for family in conformanceFamilies where ["dot products", "convolutions"].contains(family.name) {
      for row in family.rows.prefix(20) { #expect(try row.disagreement(of: engine) == nil) }
    }
  }
}
