import Foundation
import StrataIO
import Testing

@testable import Strata

/// What scikit-learn and NumPy computed, as `scripts/record-scikit-learn.py` wrote it down.
struct EvaluationFixture {
  struct Case: Sendable, CustomTestStringConvertible {
    let fields: JSONValue

    subscript(field: String) -> JSONValue? { fields[field].flatMap { $0.isNull ? nil : $0 } }

    func numbers(_ field: String) throws -> [Double] { try #require(try optionalNumbers(field)) }

    func optionalNumbers(_ field: String) throws -> [Double]? {
      try self[field]?.array?.map { try #require($0.double ?? $0.string.flatMap(Double.init)) }
    }

    func tensor(_ field: String) throws -> Tensor { Tensor(try numbers(field)) }

    func number(_ field: String) throws -> Double { try #require(self[field]?.double) }

    var testDescription: String { self["name"]?.string ?? "?" }
  }

  /// The cases of a family, such as `curves`.
  static func cases(_ family: String) throws -> [Case] {
    let file = try #require(Bundle.module.resourcePath) + "/Fixtures/evaluations.json"
    let content = try JSONValue(parsing: File.read(file), file: file)
    return try #require(content[family]?.array).map { Case(fields: $0) }
  }
}

/// Expects numbers to agree up to rounding; the same infinities agree.
func expectAgree(
  _ found: [Double], _ expected: [Double], within tolerance: Double = 1e-12, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
  for (index, (found, expected)) in zip(found, expected).enumerated()
  where !(found == expected || abs(found - expected) <= tolerance) {
    Issue.record("\(what): element \(index) is \(found), not \(expected)", sourceLocation: sourceLocation)
    return
  }
}
