import Testing

@testable import Strata

/// The loss includes the penalties, as in Keras, and all layers matter.
@Suite("Scene: regularized layers") struct RegularizedLayersTests {
  private func makeModel() throws -> Sequential {
    let model = try Sequential(name: "out_layer_is_sigmoid") {
      Input(shape: [2])
      Dense(6, activation: .relu, kernelRegularizer: .l2(0.1), name: "layer_1")
      Dense(6, activation: .relu, kernelRegularizer: .l2(0.1), name: "layer_2")
      Dense(1, activation: .sigmoid, kernelRegularizer: .l2(0.1), name: "layer_3")
    }
    model.compile(
      optimizer: .adam(learningRate: 0.001), loss: .binaryCrossentropy(),
      metrics: [.binaryCrossentropy(), .accuracy()])
    return model
  }

  private func penalties(of model: Sequential) throws -> Double {
    try model.layers.reduce(0) { sum, layer in
      try layer.getWeights()[0].floats.reduce(sum) { $0 + 0.1 * Double($1) * Double($1) }
    }
  }

  @Test func theRunIsThatOfKeras() throws {
    let scene = try RecordedScene("regularizedLayers")
    try withRandomSeed(1234) {
      let model = try makeModel()
      try scene.expectWeights("initialWeights", model.getWeights())
      try scene.expectHistory(model.fit(scene.x, scene.y, epochs: 40, verbose: .silent))
      try scene.expectWeights("finalWeights", model.getWeights(), absolute: 2e-5, relative: 1e-3)

      let now = try model.evaluate(scene.x, scene.y, verbose: .silent)
      let (loss, crossentropy) = (try #require(now["loss"]), try #require(now["binary_crossentropy"]))
      #expect(abs(loss - crossentropy - (try penalties(of: model))) < 1e-5)

      try expectEveryLayerMatters(model, scene, accuracy: #require(now["accuracy"]))
    }
  }

  private func expectEveryLayerMatters(
    _ model: Sequential, _ scene: RecordedScene, accuracy: Double
  ) throws {
    for layer in model.layers {
      let kept = try layer.getWeights()
      try layer.setWeights([Tensor.zeros(like: kept[0]), kept[1]])
      let without = try #require(model.evaluate(scene.x, scene.y, verbose: .silent)["accuracy"])
      #expect(without < 0.6 && accuracy > 0.9, "\(layer.name)")
      try layer.setWeights(kept)
    }
  }

  @Test func theLossLoggedInAnEpochIncludesThePenaltiesOfItsSteps() throws {
    let scene = try RecordedScene("regularizedLayers")
    let model = try withRandomSeed(1234) { try makeModel() }
    // One step in each epoch: its loss is that of the weights before it.
    for _ in 0..<3 {
      let before = try penalties(of: model)
      let history = try model.fit(scene.x, scene.y, batchSize: 200, verbose: .silent)
      #expect(abs(history["loss"][0] - history["binary_crossentropy"][0] - before) < 1e-5)
    }
  }

  @Test func weightsAreFoundByName() throws {
    let model = try makeModel()
    #expect(model.layers.map(\.name) == ["layer_1", "layer_2", "layer_3"])
    #expect(try model.layer("layer_2").weight("kernel").path == "out_layer_is_sigmoid/layer_2/kernel")
    #expect(try model.layer("layer_3").getWeights().map(\.shape) == [[6, 1], [1]])
  }
}
