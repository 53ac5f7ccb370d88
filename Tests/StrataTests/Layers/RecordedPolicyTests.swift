import StrataGraph
import StrataIO
import Testing

@testable import Strata

@Suite("Layers that compute in types of 16 bits give what Keras recorded")
struct RecordedPolicyTests {
  static let cases = try! Fixture("policies").cases

  /// The layer that a case describes, and its inputs.
  private func prepared(_ recorded: Fixture.Case) throws -> (layer: Layer, inputs: [Tensor]) {
    let layer = try Registry.layers.make(from: #require(recorded["layer"]), place: recorded.name)
    // Of these Keras writes the type of the weights alone.
    if layer is SpatialDropout { layer.dtypePolicy = try DTypePolicy(name: policyName(recorded)) }
    let inputs = try #require(recorded["inputs"]?.array).map { Tensor(try recorded.array($0)) }
    try layer.build(inputShapes: inputs.map { PartialShape(batchesLike: $0.shape) })
    try layer.setWeights(#require(recorded["weights"]?.array).map { Tensor(try recorded.array($0)) })
    return (layer, inputs)
  }

  private func policyName(_ recorded: Fixture.Case) -> String { String(recorded.name.prefix { $0 != "/" }) }

  /// How far numbers may be apart that were computed in the type of a case: a few of its roundings.
  private func tolerance(_ recorded: Fixture.Case, of expected: [Float]) -> Float {
    let unit: Float =
      recorded.name.hasPrefix("mixed_bfloat16") || recorded.name.hasSuffix("bfloat16")
      ? 0x1p-8 : 0x1p-11
    return 6 * unit * (expected.map(abs).max() ?? 0)
  }

  @Test("Outputs and the types of outputs and weights", arguments: cases)
  func outputs(recorded: Fixture.Case) throws {
    let (layer, inputs) = try prepared(recorded)
    let types = try #require(recorded["weightTypes"]?.array).map(\.string)
    #expect(layer.weights.map(\.dtype.name) == types)
    let output = try layer(inputs, training: #require(recorded["training"]?.bool as Bool?))
    #expect(output.dtype.name == recorded["outputType"]?.string)
    let expected = try recorded.array("output")
    let allowed = tolerance(recorded, of: expected.scalars(as: Float.self))
    expectClose(output, expected, absolute: allowed, relative: 0, recorded.name)
  }

  @Test("Gradients arrive at the weights in the weights' type", arguments: cases)
  func gradients(recorded: Fixture.Case) throws {
    let (layer, inputs) = try prepared(recorded)
    let cotangent = Tensor(try recorded.array("cotangent"))
    let training = try #require(recorded["training"]?.bool as Bool?)
    let (_, gradients) = try valueAndGradient(for: layer.trainableWeights) {
      (try layer(inputs, training: training) * cotangent).sum()
    }
    #expect(gradients.map(\.type) == layer.trainableWeights.map(\.type))
    let expected = try #require(recorded["gradients"]?.array).map { try recorded.array($0) }
    #expect(gradients.count == expected.count)
    for (gradient, expected) in zip(gradients, expected) {
      let allowed = 2 * tolerance(recorded, of: expected.scalars(as: Float.self))
      expectClose(gradient, expected, absolute: allowed, relative: 0, recorded.name)
    }
  }

  @Test("Configs come back equal", arguments: cases)
  func configs(recorded: Fixture.Case) throws {
    let object = try #require(recorded["layer"])
    let written = try Registry.layers.make(from: object, place: recorded.name).json
    #expect(written["config"]?["dtype"] == object["config"]?["dtype"])
  }
}
