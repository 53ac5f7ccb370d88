import StrataIO
import Testing

@testable import Strata

@Suite("Functional models compute what Keras recorded")
struct RecordedFunctionalTests {
  static let recorded = try! Fixture("functional")

  /// A recorded model of Strata's own, made after the same seed.
  private func model(_ name: String) throws -> (Model, Fixture.Case) {
    let make = try #require(recordedModels.first { $0.name == name }).make
    return (try withRandomSeed(1234) { try make() }, try Self.recorded.named(name))
  }

  private func tensors(_ recorded: Fixture.Case, _ field: String) throws -> [Tensor] {
    try #require(recorded[field]?.array).map { Tensor(try recorded.array($0)) }
  }

  private func arrays(_ recorded: Fixture.Case, _ field: String) throws -> [(path: String, value: HostArray)]
  {
    try #require(recorded[field]?.array).map {
      (try #require($0["path"]?.string), try recorded.array(#require($0["value"])))
    }
  }

  /// The model with the recorded weights, to the last digit.
  private func preparedModel(_ name: String) throws -> (Model, Fixture.Case) {
    let (model, recorded) = try model(name)
    try model.setWeights(arrays(recorded, "weights").map { Tensor($0.value) })
    return (model, recorded)
  }

  @Test("The same seed gives the same weights, in the same order", arguments: recordedModels.map(\.name))
  func weights(name: String) throws {
    let (model, recorded) = try model(name)
    let expected = try arrays(recorded, "weights")
    #expect(model.layers.map(\.name) == recorded["layers"]?.array?.map(\.string))
    #expect(model.weights.map(\.path) == expected.map(\.path))
    for (weight, (path, value)) in zip(model.weights, expected) {
      expectClose(weight.value, value, relative: 1e-5, path)
    }
  }

  @Test("Predictions", arguments: recordedModels.map(\.name))
  func predictions(name: String) throws {
    let (model, recorded) = try preparedModel(name)
    let predictions = try model.outputs(for: tensors(recorded, "inputs"))
    let keys = try #require(recorded["predictions"]?.array)
    #expect(predictions.count == keys.count)
    for (prediction, key) in zip(predictions, keys) {
      expectClose(prediction, try recorded.array(key), "the prediction \(key)")
    }
  }

  @Test("Outputs, gradients and changed weights in training", arguments: recordedModels.map(\.name))
  func training(name: String) throws {
    let (model, recorded) = try preparedModel(name)
    let (inputs, cotangents) = (try tensors(recorded, "inputs"), try tensors(recorded, "cotangents"))
    var outputs: [Tensor] = []
    let (_, gradients) = try valueAndGradient(for: model.trainableWeights) {
      outputs = try model.outputs(for: inputs, training: true)
      return zip(outputs, cotangents).map { ($0 * $1).sum() }.reduce(Tensor(Float(0)), +)
    }
    for (gradient, (path, value)) in zip(gradients, try arrays(recorded, "gradients")) {
      expectClose(gradient, value, absolute: 1e-5, relative: 1e-4, "the gradient of \(path)")
    }
    for (weight, (path, value)) in zip(model.nonTrainableWeights, try arrays(recorded, "after")) {
      #expect(weight.path == path)
      expectClose(weight.value, value, path)
    }
  }

  @Test("Summaries", arguments: recordedModels.map(\.name))
  func summaries(name: String) throws {
    let (model, recorded) = try model(name)
    for entry in try #require(recorded["summaries"]?.array) {
      let width = try #require(entry["width"]?.integer)
      #expect(model.summaryText(width: width) == entry["text"]?.string)
    }
  }

  @Test func expandedSummary() throws {
    let (model, recorded) = try model("nested")
    let entry = try #require(recorded["expandedSummary"])
    #expect(
      model.summaryText(width: try #require(entry["width"]?.integer), expandNested: true)
        == entry["text"]?.string)
  }
}
