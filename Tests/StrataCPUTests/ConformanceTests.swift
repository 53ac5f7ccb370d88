import ReferenceEngine
import StrataCPU
import StrataGraph
import Testing

/// The CPU engine against the reference, on every row of the conformance table: as written, and simplified as
/// programs are before they run.
@Suite struct ConformanceTests {
  @Test(arguments: conformanceFamilies) func agreesWithTheReference(_ family: ConformanceFamily) {
    for row in family.rows { expectAgreement(row) }
  }

  @Test(arguments: conformanceFamilies) func agreesWhenSimplified(_ family: ConformanceFamily) {
    for row in family.rows { expectAgreement(row.simplified()) }
  }

  private func expectAgreement(_ row: ConformanceRow) {
    do {
      if let disagreement = try row.disagreement(of: CPUEngine.shared) {
        Issue.record("\(row.name): \(disagreement)")
      }
    } catch {
      Issue.record("\(row.name): \(error)")
    }
  }
}
