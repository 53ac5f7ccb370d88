import Foundation
import StrataIO
import Testing

@testable import Strata

extension Tensor {
  /// A recorded tensor.
  init(_ array: HostArray) { self.init(array.hostBuffer()) }
}

/// Expects that a tensor has the recorded shape and, to rounding, the recorded elements.
func expectAgreement(
  _ found: Tensor, _ expected: HostArray, relative: Double = 1e-5, absolute: Double = 1e-6, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.type == expected.type, "\(what)", sourceLocation: sourceLocation)
  guard found.type == expected.type else { return }
  if found.dtype == .float32 {
    expectAgreement(
      found.scalars(as: Float.self).map(Double.init), expected.scalars(as: Float.self).map(Double.init),
      relative: relative, absolute: absolute, what, sourceLocation: sourceLocation)
  } else {
    #expect(HostArray(found.concreteBuffer(reading: "elements")) == expected, "\(what)", sourceLocation: sourceLocation)
  }
}

/// Expects that numbers agree to rounding.
func expectAgreement(
  _ found: [Double], _ expected: [Double], relative: Double = 1e-5, absolute: Double = 1e-6, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
  let worst = zip(found, expected).enumerated().max { excess($0.element) < excess($1.element) }
  func excess(_ pair: (Double, Double)) -> Double {
    if pair.0 == pair.1 { return -.infinity }
    let difference = abs(pair.0 - pair.1) - absolute - relative * abs(pair.1)
    return difference.isNaN ? .infinity : difference
  }
  if let worst, excess(worst.element) > 0 {
    Issue.record(
      "\(what): element \(worst.offset) is \(worst.element.0), not \(worst.element.1)",
      sourceLocation: sourceLocation)
  }
}
