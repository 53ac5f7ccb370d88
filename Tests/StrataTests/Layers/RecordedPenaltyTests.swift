import Testing

@testable import Strata

@Suite("Initializers, regularizers and constraints compute what Keras recorded")
struct RecordedPenaltyTests {
  // Keras leaves the gain out of the configuration of an identity: `identityGain` tests it.
  static let initializers = try! Fixture("initializers").cases.filter { $0.name != "Identity/4/2x3" }
  static let regularizers = try! Fixture("penalties").cases.filter { $0["kind"]?.string == "regularizer" }
  static let constraints = try! Fixture("penalties").cases.filter { $0["kind"]?.string == "constraint" }

  @Test("Initial values", arguments: initializers)
  func initialValues(recorded: Fixture.Case) throws {
    let initializer = try Registry.initializers.make(
      from: #require(recorded["initializer"]), place: recorded.name)
    let shape = try #require(recorded["shape"]?.array).map { try #require($0.integer) }
    let (found, expected) = (try initializer(shape: shape), try recorded.array("output"))
    expectClose(found, expected, absolute: 5e-7, relative: 2e-6, "the values")
    if isUniform(initializer) { #expect(found.scalars() == expected.scalars(as: Float.self)) }
  }

  private func isUniform(_ initializer: any Initializer) -> Bool {
    initializer is RandomUniform || (initializer as? VarianceScaling)?.distribution == .uniform
  }

  @Test func identityGain() throws {
    let recorded = try Fixture("initializers").named("Identity/4/2x3")
    expectClose(try Identity(gain: 0.5)(shape: [2, 3]), try recorded.array("output"), "the values")
  }

  @Test("Penalties and their gradients", arguments: regularizers)
  func penalties(recorded: Fixture.Case) throws {
    let regularizer = try Registry.regularizers.make(
      from: #require(recorded["penalty"]), place: recorded.name)
    let (value, gradient) = try valueAndGradient(at: Tensor(try recorded.array("input"))) { regularizer($0) }
    expectClose(value, try recorded.array("value"), "the penalty")
    expectClose(gradient, try recorded.array("gradient"), "the gradient")
  }

  @Test("Projections", arguments: constraints)
  func projections(recorded: Fixture.Case) throws {
    let constraint = try Registry.constraints.make(from: #require(recorded["penalty"]), place: recorded.name)
    expectClose(
      constraint(Tensor(try recorded.array("input"))), try recorded.array("output"), "the projection")
  }
}
