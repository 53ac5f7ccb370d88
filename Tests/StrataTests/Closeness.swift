import Strata
import StrataIO
import Testing

/// Expects every element to be within `absolute + relative · |expected|` of the expected one.
func expectClose(
  _ found: [Float], _ expected: [Float], absolute: Float = 1e-6, relative: Float = 1e-5,
  _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  guard found.count == expected.count else {
    Issue.record("\(what): \(found.count) elements, not \(expected.count)", sourceLocation: sourceLocation)
    return
  }
  for index in found.indices {
    let allowed = absolute + relative * abs(expected[index])
    if !(abs(found[index] - expected[index]) <= allowed) {
      Issue.record(
        "\(what): element \(index) is \(found[index]), not \(expected[index])", sourceLocation: sourceLocation
      )
      return
    }
  }
}

/// The same for a tensor and a recorded array, whose shapes must agree too.
func expectClose(
  _ found: Tensor, _ expected: HostArray, absolute: Float = 1e-6, relative: Float = 1e-5,
  _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.shape == expected.type.shape, "\(what)", sourceLocation: sourceLocation)
  expectClose(
    found.converted(to: .float32).scalars(), expected.scalars(as: Float.self), absolute: absolute,
    relative: relative, what, sourceLocation: sourceLocation)
}
