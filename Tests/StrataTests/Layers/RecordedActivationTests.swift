import Testing

@testable import Strata

@Suite("Activation functions compute what Keras recorded")
struct RecordedActivationTests {
  static let cases = try! Fixture("activations").cases

  private func function(_ recorded: Fixture.Case) throws -> ActivationFunction {
    try activation(named: try #require(recorded["function"]?.string), recorded["arguments"])
  }

  @Test("Values", arguments: cases)
  func values(recorded: Fixture.Case) throws {
    let function = try function(recorded)
    #expect(function.name == recorded["function"]?.string)
    expectClose(
      try function(Tensor(try recorded.array("input"))), try recorded.array("output"), "the output")
  }

  @Test("Gradients", arguments: cases)
  func gradients(recorded: Fixture.Case) throws {
    let function = try function(recorded)
    let cotangent = Tensor(try recorded.array("cotangent"))
    let found = try gradient(at: Tensor(try recorded.array("input"))) { (try function($0) * cotangent).sum() }
    expectClose(found, try recorded.array("inputGradient"), "the gradient")
  }
}
