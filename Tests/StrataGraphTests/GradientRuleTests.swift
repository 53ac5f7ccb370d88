import ReferenceEngine
import StrataGraph
import Testing

/// Every gradient rule against finite differences, on all rows of the conformance table that are smooth.
@Suite struct GradientRuleTests {
  static let rows = conformanceRows.filter { row in
    row.isSmooth && row.inputs.contains { $0.type.dtype == .float64 }
      && row.graph.outputs.contains { row.graph[$0].dtype == .float64 }
  }

  @Test(arguments: rows) func firstDerivative(_ row: ConformanceRow) throws {
    var program = ScalarProgram(row)
    try expectEqualSlopes(&program)
  }

  @Test(arguments: rows) func secondDerivative(_ row: ConformanceRow) throws {
    var program = try ScalarProgram(row).differentiated()
    try expectEqualSlopes(&program)
  }

  private func expectEqualSlopes(_ program: inout ScalarProgram) throws {
    for _ in 0..<2 {
      let (gradient, difference) = try program.slopes()
      #expect(abs(gradient - difference) <= 1e-6 * (1 + abs(difference)), "\(gradient), not \(difference)")
    }
  }
}
