import StrataIO
import Testing

@testable import Strata

@Suite("Layers compute what Keras recorded")
struct RecordedLayerTests {
  static let recorded = try! Fixture("layers")
  static let cases = recorded.cases.filter { $0["kind"]?.string == "call" }

  /// The case's layer, with the recorded weights; its first call is still to come.
  private func preparedLayer(_ recorded: Fixture.Case) throws -> Layer {
    let layer = try KerasConfig(recorded["layer"]).layer()
    try layer.build(inputShape: [nil] + recorded.array("input").type.shape.dropFirst().map(Optional.init))
    try layer.setWeights(weights(recorded).map { Tensor(try recorded.array(try #require($0["value"]))) })
    return layer
  }

  private func weights(_ recorded: Fixture.Case) throws -> [JSONValue] {
    try #require(recorded["weights"]?.array)
  }

  private func isTraining(_ recorded: Fixture.Case) throws -> Bool {
    try #require(recorded["training"]?.bool as Bool?)
  }

  @Test("Weights have Keras's names, order and shapes", arguments: cases)
  func weightList(recorded: Fixture.Case) throws {
    let layer = try KerasConfig(recorded["layer"]).layer()
    try layer.build(inputShape: [nil] + recorded.array("input").type.shape.dropFirst().map(Optional.init))
    let expected = try weights(recorded)
    #expect(layer.weights.map(\.name) == expected.map { $0["name"]?.string })
    #expect(layer.weights.map(\.path) == expected.map { "\(layer.name)/\($0["name"]?.string ?? "")" })
    #expect(
      layer.weights.map(\.type) == (try expected.map { try recorded.array(try #require($0["value"])).type }))
    #expect(
      layer.weights.map(\.trainable) == expected.map { $0["trainable"]?.bool ?? false } || !layer.trainable)
  }

  @Test("Outputs, and weights that a call changes", arguments: cases)
  func output(recorded: Fixture.Case) throws {
    let layer = try preparedLayer(recorded)
    let (input, training) = (Tensor(try recorded.array("input")), try isTraining(recorded))
    expectClose(try layer(input, training: training), try recorded.array("output"), "the output")
    for (weight, entry) in zip(layer.weights, try weights(recorded)) {
      let after = try #require(entry["after"])
      let expected = try recorded.array(after.isNull ? try #require(entry["value"]) : after)
      expectClose(weight.value, expected, "\(weight.path) after the call")
    }
    if recorded["secondOutput"] != nil {
      expectClose(
        try layer(input, training: training), try recorded.array("secondOutput"), "the second output")
    }
  }

  @Test("Gradients with respect to the input", arguments: cases)
  func inputGradient(recorded: Fixture.Case) throws {
    let layer = try preparedLayer(recorded)
    let cotangent = Tensor(try recorded.array("cotangent"))
    let training = try isTraining(recorded)
    let found = try gradient(at: Tensor(try recorded.array("input"))) { x in
      (try layer(x, training: training) * cotangent).sum()
    }
    expectClose(found, try recorded.array("inputGradient"), absolute: 5e-6, "the gradient")
  }

  @Test("Gradients with respect to the weights", arguments: cases)
  func weightGradients(recorded: Fixture.Case) throws {
    let layer = try preparedLayer(recorded)
    let (input, cotangent) = (Tensor(try recorded.array("input")), Tensor(try recorded.array("cotangent")))
    let training = try isTraining(recorded)
    let expected = try weights(recorded).filter { $0["gradient"]?.isNull == false }
    let trained = try expected.map { entry in try layer.weight(try #require(entry["name"]?.string)) }
    let (_, gradients) = try valueAndGradient(for: trained) {
      (try layer(input, training: training) * cotangent).sum()
    }
    for (entry, gradient) in zip(expected, gradients) {
      let key = try #require(entry["gradient"])
      expectClose(gradient, try recorded.array(key), absolute: 5e-6, "the gradient \(key)")
    }
  }

  @Test("Output shapes do not depend on the batch", arguments: cases)
  func outputShape(recorded: Fixture.Case) throws {
    let layer = try KerasConfig(recorded["layer"]).layer()
    let input: PartialShape = [nil] + (try recorded.array("input").type.shape.dropFirst().map(Optional.init))
    let output: PartialShape =
      [nil] + (try recorded.array("output").type.shape.dropFirst().map(Optional.init))
    guard try KerasConfig(recorded["layer"]).partialShape("noise_shape") == nil else { return }
    #expect(try layer.outputShape(for: input) == output)
  }

  @Test("The seed determines the first weights, whatever layers between draw seeds too")
  func initialWeights() throws {
    let recorded = try Self.recorded.named("initialWeights")
    try withRandomSeed(UInt32(#require(recorded["seed"]?.integer))) {
      let layers: [Layer] = [
        Conv1D(5, kernelSize: 3), DepthwiseConv2D(kernelSize: 3, depthMultiplier: 2),
        SeparableConv2D(5, kernelSize: 3, depthMultiplier: 2), Conv2DTranspose(5, kernelSize: 3),
        SpatialDropout1D(0.5), GaussianNoise(0.5), GaussianDropout(0), GaussianDropout(0.5),
        LayerNormalization(),
        Conv1D(5, kernelSize: 3, kernelInitializer: .heNormal(), biasInitializer: .randomUniform()),
      ]
      let expected = try #require(recorded["layers"]?.array)
      #expect(layers.map { Swift.type(of: $0).className } == expected.map { $0["class_name"]?.string })
      for (layer, entry) in zip(layers, expected) {
        try layer.build(inputShape: layer.name.contains("1d") ? [2, 7, 4] : [2, 7, 6, 4])
        let weights = try #require(entry["weights"]?.array)
        #expect(layer.weights.count == weights.count)
        for (weight, key) in zip(layer.weights, weights) {
          expectClose(weight.value, try recorded.array(key), relative: 1e-5, weight.path)
        }
      }
    }
  }
}
