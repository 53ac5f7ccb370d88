import Foundation
import Testing

@testable import Strata

/// Models that Keras saved, whose layers have policies of their own.
@Suite("Files of models with mixed precision")
struct MixedModelFileTests {
  static let names = ["mixed_mlp", "mixed_cnn", "mixed_sequence", "mapped_mlp", "mapped_sequence"]

  @Test("predictions are Keras's within the precision of the type", arguments: names)
  func predictions(name: String) throws {
    let recorded = try RecordedModel(name)
    let model = try Model.load(from: recorded.path)
    #expect(Set(model.weights.map(\.dtype)).subtracting([.uint32]) == [.float32])
    for (prediction, array) in zip(try model.predictAll(recorded.inputs), recorded.all("prediction")) {
      expectClose(prediction, array, absolute: 0.02, relative: 0.02, name)
    }
  }

  @Test("training goes on as in Keras", arguments: names)
  func training(name: String) throws {
    let recorded = try RecordedModel(name)
    let history = try train(recorded)
    expectClose(history["loss"].map { Float($0) }, try recorded.losses(), absolute: 0, relative: 0.02, name)
  }

  @Test("training goes on through XLA as in Keras", .needsXLA, arguments: names)
  func trainingThroughXLA(name: String) throws {
    let recorded = try RecordedModel(name)
    let history = try withDevice(.xla) { try train(recorded) }
    expectClose(history["loss"].map { Float($0) }, try recorded.losses(), absolute: 0, relative: 0.02, name)
  }

  private func train(_ recorded: RecordedModel) throws -> History {
    try withRandomSeed(7) {
      let model = try Model.load(from: recorded.path)
      return try model.fit(
        recorded.inputs, recorded.truths, batchSize: 4, epochs: 2, verbose: .silent, shuffle: false)
    }
  }

  @Test("a config comes back equal", arguments: names)
  func configs(name: String) throws {
    let recorded = try RecordedModel(name)
    let model = try Model.load(from: recorded.path)
    let path = NSTemporaryDirectory() + "mixed-\(UUID().uuidString).keras"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.save(to: path)
    #expect(try RecordedModel.config(of: path) == recorded.config())
    let again = try Model.load(from: path)
    #expect(again.layers.map(\.dtypePolicy) == model.layers.map(\.dtypePolicy))
    let variables = (try #require(model.optimizer).variables, try #require(again.optimizer).variables)
    #expect(variables.0.map(\.name) == variables.1.map(\.name))
    for (a, b) in zip(variables.0, variables.1) {
      #expect(a.value.json == b.value.json, "\(a.path)")
    }
  }

  /// What Keras's layers compute in when it has read the files.
  @Test(
    "layers have the policies that a map has for them",
    arguments: [
      ("mapped_mlp", ["exact": "float32", "norm": "bfloat16", "dense": "bfloat16", "scores": "float32"]),
      (
        "mapped_sequence",
        [
          "table": "bfloat16", "gru": "bfloat16", "gru/gru_cell": "bfloat16", "both": "float32",
          "both/backward_lstm": "float32", "both/backward_lstm/lstm_cell": "float32",
          "both/forward_lstm": "bfloat16", "both/forward_lstm/lstm_cell": "bfloat16", "answer": "float32",
        ]
      ),
    ])
  func policiesByPath(name: String, expected: [String: String]) throws {
    let model = try Model.load(from: RecordedModel(name).path)
    let layers = model.layers.filter { !($0 is Input) }.flatMap(\.allLayers)
    let found = Dictionary(
      uniqueKeysWithValues: layers.map { layer in
        (layer.path.replacing("mapped_mlp/", with: ""), layer.computeDType.name)
      })
    #expect(found == expected)
  }

  @Test("the state of the scaling is read")
  func scaling() throws {
    let model = try Model.load(from: RecordedModel("mixed_cnn").path)
    let optimizer = try #require(model.optimizer as? LossScaleOptimizer)
    #expect(optimizer.inner is Adam)
    // The file was saved after the three steps of an epoch.
    #expect(optimizer.iterations.value.scalar(as: Int64.self) == 3)
    #expect(optimizer.dynamicScale.scalar(as: Float.self) == 32768)
    #expect(optimizer.variables[2].value.scalar(as: Int64.self) == 3)
  }
}
