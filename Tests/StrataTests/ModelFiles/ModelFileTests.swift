import Foundation
import Testing

@testable import Strata

@Suite("Files of models")
struct ModelFileTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "model-files-\(UUID().uuidString)/"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("a model that Keras saved predicts what it predicts there", arguments: RecordedModel.names)
  func predictions(name: String) throws {
    let recorded = try RecordedModel(name)
    let model = try Model.load(from: recorded.path)
    let weights = try model.getWeights()
    try #require(weights.count == recorded.all("weight").count)
    for (weight, array) in zip(weights, recorded.all("weight")) {
      expectClose(weight.converted(to: .float32), array, absolute: 0, relative: 0, name)
    }
    try recorded.expectPredictions(of: model, name)
  }

  @Test("a model that Keras saved trains on as it does there", arguments: RecordedModel.names)
  func training(name: String) throws {
    let recorded = try RecordedModel(name)
    try withRandomSeed(7) {
      let model = try Model.load(from: recorded.path)
      let history = try model.fit(
        recorded.inputs, recorded.truths, batchSize: 4, epochs: 2, verbose: .silent, shuffle: false)
      expectClose(
        history["loss"].map { Float($0) }, try recorded.losses(), absolute: 1e-5, relative: 1e-4, name)
      for (weight, array) in zip(try model.getWeights(), recorded.all("trained")) {
        expectClose(weight.converted(to: .float32), array, absolute: 1e-4, relative: 1e-4, name)
      }
    }
  }

  @Test("a config comes back equal", arguments: RecordedModel.names)
  func configs(name: String) throws {
    let recorded = try RecordedModel(name)
    let model = try Model.load(from: recorded.path)
    try withFolder { folder in
      try model.save(to: folder + "copy.keras")
      #expect(try RecordedModel.config(of: folder + "copy.keras") == recorded.config())
    }
  }

  @Test("a saved model goes on as if it had not been saved", arguments: RecordedModel.names)
  func goingOn(name: String) throws {
    let recorded = try RecordedModel(name)
    try withFolder { folder in
      func train(_ model: Model) throws -> [Double] {
        try withRandomSeed(5) {
          try model.fit(recorded.inputs, recorded.truths, batchSize: 4, verbose: .silent, shuffle: false)[
            "loss"]
        }
      }
      let model = try Model.load(from: recorded.path)
      try model.save(to: folder + "one.keras")
      let other = try Model.load(from: folder + "one.keras")
      try recorded.expectPredictions(of: other, name)
      // The first seeds are drawn when a model is loaded.
      let seeds = model.allLayers.flatMap(\.ownSeedGenerators)
      for (a, b) in zip(seeds, other.allLayers.flatMap(\.ownSeedGenerators)) { b.state.value = a.state.value }
      #expect(try train(model) == train(other))
    }
  }

  @Test("a model described by a text has the same layers and other weights")
  func text() throws {
    let model = try Model.load(from: RecordedModel("two").path)
    let other = try Model.fromJSON(model.toJSON())
    #expect(other.layers.map(\.name) == model.layers.map(\.name))
    #expect(other.weights.map(\.shape) == model.weights.map(\.shape))
    #expect(try other.toJSON() == Model.fromJSON(other.toJSON()).toJSON())
  }

  @Test("what a model was compiled with can be left in the file")
  func withoutCompiling() throws {
    let model = try Model.load(from: RecordedModel("two").path, compiling: false)
    #expect(model.optimizer == nil)
    #expect(throws: StrataError.notCompiled(model: "two")) {
      try model.evaluate(RecordedModel("two").inputs, RecordedModel("two").truths, verbose: .silent)
    }
  }

  @Test("the explicit training of a call survives a file")
  func training() throws {
    let input = Input(shape: [4])
    let model = try Model(inputs: input, outputs: Dropout(0.5)(Dense(50)(input), training: false))
    model.compile(optimizer: .sgd(learningRate: 0), loss: .meanSquaredError())
    try withFolder { folder in
      try model.save(to: folder + "m.keras")
      let other = try Model.load(from: folder + "m.keras")
      let x = Tensor.ones([8, 4])
      // With dropout the loss would not be 0.
      let loss = try other.fit(x, other.predict(x), verbose: .silent)["loss"]
      #expect(loss == [0])
    }
  }

  @Test("a model of one's own comes back once its class is known")
  func ownModel() throws {
    let model = TwoTowers(units: 3)
    let inputs = [Tensor.randomNormal([4, 2], seed: 1), Tensor.randomNormal([4, 5], seed: 2)]
    model.compile(optimizer: .adam(), loss: .meanSquaredError())
    try model.fit(inputs, Tensor.ones([4, 1]), verbose: .silent)
    try withFolder { folder in
      try model.save(to: folder + "towers.keras")
      #expect(throws: StrataError.self) { try Model.load(from: folder + "towers.keras") }
      Registry.layers.register("TwoTowers") { config in
        try TwoTowers(units: config.int("units"), name: config.name)
      }
      defer { Registry.layers.unregister("TwoTowers") }
      let other = try Model.load(from: folder + "towers.keras")
      #expect(other is TwoTowers)
      #expect(try other.predict(inputs).scalars(as: Float.self) == model.predict(inputs).scalars())
      let losses = try [model, other].map {
        try $0.fit(inputs, Tensor.ones([4, 1]), verbose: .silent)["loss"]
      }
      #expect(losses[0] == losses[1])
    }
  }

  @Test("a file is replaced whole or not at all")
  func replacement() throws {
    try withFolder { folder in
      let model = try Model.load(from: RecordedModel("two").path)
      try model.save(to: folder + "m.keras")
      let before = try Data(contentsOf: URL(fileURLWithPath: folder + "m.keras"))
      let unsavable = try Sequential {
        Input(shape: [2])
        Undescribed()
      }
      #expect(throws: StrataError.self) { try unsavable.save(to: folder + "m.keras") }
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "m.keras")) == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["m.keras"])
    }
  }
}

/// A layer that files cannot describe.
private final class Undescribed: Layer {
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor { input }
}

/// A model of one's own with two inputs.
private final class TwoTowers: Model {
  let units: Int
  let left: Dense
  let right: Dense
  let head = Dense(1)

  init(units: Int, name: String? = nil) {
    self.units = units
    left = Dense(units, activation: .tanh)
    right = Dense(units)
    super.init(name: name)
  }

  override var arguments: Arguments? { ["units": units] }

  override func validate(inputShapes: [PartialShape]) throws {}

  override func createWeights(inputShapes: [PartialShape]) throws {
    try left.build(inputShape: inputShapes[0])
    try right.build(inputShape: inputShapes[1])
    try head.build(inputShape: [nil, units])
  }

  override func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    [try head(left(inputs[0], context: context) + right(inputs[1], context: context), context: context)]
  }
}
