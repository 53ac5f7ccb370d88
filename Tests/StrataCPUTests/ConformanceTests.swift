import ReferenceEngine
import StrataCPU
import Testing

/// Every operation, against the reference engine.
@Suite struct ConformanceTests {
  @Test func agreesWithReference() {
    for row in conformanceRows {
      do {
        if let disagreement = try row.disagreement(of: CPUEngine.shared) {
          Issue.record("\(row.name): \(disagreement)")
        }
      } catch {
        Issue.record("\(row.name): \(error)")
      }
    }
  }
}
