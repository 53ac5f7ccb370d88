import ReferenceEngine
import StrataGraph
import Testing

/// Every gradient rule against finite differences, on all rows of the conformance table that are smooth.
@Suite struct GradientRuleTests {
  @Test(arguments: conformanceFamilies) func firstDerivatives(_ family: ConformanceFamily) throws {
    for row in family.differentiableRows {
      var program = ScalarProgram(row)
      try expectEqualSlopes(&program, row.name)
    }
  }

  @Test(arguments: conformanceFamilies) func secondDerivatives(_ family: ConformanceFamily) throws {
    for row in family.differentiableRows {
      var program = try ScalarProgram(row).differentiated()
      try expectEqualSlopes(&program, row.name)
    }
  }

  private func expectEqualSlopes(_ program: inout ScalarProgram, _ name: String) throws {
    for _ in 0..<2 {
      let (gradient, difference) = try program.slopes()
      #expect(abs(gradient - difference) <= 1e-6 * (1 + abs(difference)), "\(name)")
    }
  }

  @Test func coversManyRows() {
    #expect(conformanceFamilies.flatMap(\.differentiableRows).count > 200)
  }
}

extension ConformanceFamily {
  /// The rows whose outputs have derivatives with respect to `float64` inputs.
  var differentiableRows: [ConformanceRow] {
    rows.filter { row in
      row.isSmooth && row.inputs.contains { $0.type.dtype == .float64 }
        && row.graph.outputs.contains { row.graph[$0].dtype == .float64 }
    }
  }
}
