import StrataIO
import Testing

@testable import Strata

@Suite("What models are compiled with is described as Keras does")
struct CompileConfigTests {
  private static let cases = try! Fixture("compileConfigs").cases

  private func model(_ recorded: Fixture.Case) throws -> Model {
    let layer = try Registry.layers.make(from: #require(recorded["model"]), place: "here")
    let model = try #require(layer as? Model)
    let weights = try #require(recorded["weights"]?.array)
    try model.setWeights(try weights.map { Tensor(try recorded.array($0)) })
    return model
  }

  private func config(_ recorded: Fixture.Case) throws -> JSONObject {
    try #require(recorded["compile"]?.object)
  }

  @Test("What Keras wrote is written the same", arguments: cases)
  func roundTrip(_ recorded: Fixture.Case) throws {
    let model = try model(recorded)
    let config = try config(recorded)
    try model.compile(from: config, place: "here")
    expectSame(.object(try model.compileConfig), .object(config))
    #expect(try model.json["compile_config"] != nil)
  }

  @Test("Evaluations are Keras's, also with what Strata writes of its own", arguments: cases)
  func evaluation(_ recorded: Fixture.Case) throws {
    let model = try model(recorded)
    try model.compile(from: try config(recorded), place: "here")
    try expectEvaluation(of: model, recorded)
    model.compilation?.fileConfig = nil
    try model.compile(from: try model.compileConfig, place: "here")
    try expectEvaluation(of: model, recorded)
  }

  // The legacy format writes functions as names, by which Keras finds no loss among the metrics.
  @Test("Legacy files mean the same", arguments: cases.filter { $0.name != "lossFunctionsAsMetrics" })
  func legacy(_ recorded: Fixture.Case) throws {
    let model = try model(recorded)
    try model.compile(fromLegacy: #require(recorded["legacy"]?.object), place: "here")
    try expectEvaluation(of: model, recorded)
    let optimizer = try #require(recorded["compile"]?["optimizer"])
    #expect(model.optimizer?.className == optimizer["class_name"]?.string)
  }

  private func expectEvaluation(of model: Model, _ recorded: Fixture.Case) throws {
    let truths = try #require(recorded["y"]?.array).map { Tensor(try recorded.array($0)) }
    let weight = recorded["sampleWeight"]?.isNull == false ? Tensor(try recorded.array("sampleWeight")) : nil
    let found = try model.evaluate(
      Tensor(try recorded.array("x")), truths, batchSize: 5, verbose: .silent, sampleWeight: weight)
    let expected = try #require(recorded["evaluation"]?.object)
    #expect(found.keys.sorted() == expected.keys.sorted())
    for (name, value) in expected {
      expectClose([Float(found[name] ?? .nan)], [Float(value.double ?? 0)], name)
    }
  }

  // MARK: Strata's own

  private func compiledModel() throws -> Model {
    let model = try Sequential { Dense(1, name: "out") }
    try model.build(inputShape: [nil, 2])
    return model
  }

  @Test("A model that is not compiled has nothing to say, and a file without anything compiles nothing")
  func notCompiled() throws {
    let model = try compiledModel()
    #expect(try model.compileConfig.isEmpty)
    #expect(try model.json["compile_config"] == .object([:]))
    try model.compile(from: [:], place: "here")
    #expect(model.optimizer == nil)
  }

  @Test("The learning rate that is written is the present one")
  func learningRate() throws {
    let model = try compiledModel()
    model.compile(optimizer: .sgd(learningRate: 0.5), loss: .meanSquaredError())
    let config = try model.compileConfig
    expectSame(try #require(config["loss"]), try MeanSquaredError().json)
    #expect(config["metrics"] == .null && config["loss_weights"] == .null)
    try model.compile(from: config, place: "here")
    model.optimizer?.learningRate = 0.25
    let changed = try #require(try model.compileConfig["optimizer"]?["config"])
    #expect(changed["learning_rate"]?.double == 0.25)
    #expect(changed["momentum"]?.double == 0)
  }

  @Test("A loss that is a closure cannot be described, and the model is described without it")
  func closure() throws {
    let model = try compiledModel()
    model.compile(loss: .custom { ($0 - $1).abs().mean(axis: -1) })
    #expect(throws: StrataError.self) { try model.compileConfig }
    #expect(try model.json["compile_config"] == .object([:]))
  }

  @Test("Broken configs are errors that say where and why")
  func errors() throws {
    let adam: JSONValue = "adam"
    let cases: [(JSONObject, String)] = [
      (["optimizer": "fast"], "here, optimizer 'fast': Strata has no optimizer 'fast'"),
      (["optimizer": adam, "loss": "most"], "here, loss 'most': Strata has no loss"),
      (["optimizer": adam, "loss": 3], "here, loss: loss expected, found 3"),
      (["optimizer": adam, "loss": ["out": ["mse"]]], "here, loss['out']"),
      (["optimizer": adam, "loss": "mse", "metrics": ["mse", "most"]], "here, metrics[1] 'most'"),
      (["optimizer": adam, "loss": "mse", "loss_weights": ["a"]], "here, loss_weights[0]: must be a number"),
      (
        [
          "optimizer": adam, "loss": "mse",
          "metrics": [["class_name": "Recall", "config": ["thresholds": [0.25, 0.5]]]],
        ], "training reports single ones"
      ),
      (
        ["optimizer": adam, "loss": ["class_name": "Huber", "config": ["reduction": "none"]]],
        "here, loss: the reduction 'none' leaves no single number to train with"
      ),
    ]
    for (config, reason) in cases {
      let model = try compiledModel()
      do {
        try model.compile(from: config, place: "here")
        Issue.record("no error for \(config)")
      } catch {
        #expect("\(error)".contains(reason), "\(error)")
        #expect(model.optimizer == nil)
      }
    }
  }
}
