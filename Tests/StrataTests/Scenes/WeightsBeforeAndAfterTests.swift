import Testing

@testable import Strata

/// Training changes weights, not structure, and changes them as Keras does.
@Suite("Scene: weights before and after") struct WeightsBeforeAndAfterTests {
  private func expectOnlyValuesChanged(
    _ model: Sequential, _ before: [Tensor], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for (old, new) in zip(before, try model.getWeights()) {
      #expect(old.shape == new.shape, sourceLocation: sourceLocation)
      #expect(old.floats != new.floats, sourceLocation: sourceLocation)
    }
  }

  @Test func randomLabels() throws {
    let scene = try RecordedScene("randomLabels")
    #expect(Tensor.randomUniform([100, 10], seed: 1).floats == scene.x.floats)
    let labels = Tensor.randomIntegers([100], from: 0, to: 10, seed: 2)
    #expect(labels.scalars(as: Int32.self) == scene.y.scalars())
    try withRandomSeed(1234) {
      let model = try Sequential {
        Input(shape: [10])
        Dense(64, activation: .relu)
        Dense(10, activation: .softmax)
      }
      model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
      let (before, structure) = (try model.getWeights(), model.summaryText())
      try scene.expectWeights("initialWeights", before)
      try scene.expectHistory(model.fit(scene.x, labels, epochs: 5, verbose: .silent))
      try expectOnlyValuesChanged(model, before)
      #expect(model.summaryText() == structure)
      try scene.expectWeights("finalWeights", model.getWeights(), absolute: 2e-5, relative: 1e-4)
      // The values that were read before are still what they were.
      try scene.expectWeights("initialWeights", before)
    }
  }

  @Test func sidesOfALine() throws {
    let scene = try RecordedScene("sidesOfALine")
    try withRandomSeed(1234) {
      let model = try Sequential {
        Input(shape: [2])
        Dense(4, activation: .relu, name: "hidden")
        Dense(1, activation: .sigmoid, name: "output")
      }
      model.compile(optimizer: .adam(), loss: .binaryCrossentropy(), metrics: [.accuracy()])
      let before = try model.getWeights()
      try scene.expectWeights("initialWeights", before)
      let history = try model.fit(scene.x, scene.y, epochs: 100, verbose: .silent)
      try scene.expectHistory(history)
      try expectOnlyValuesChanged(model, before)
      try scene.expectWeights("finalWeights", model.getWeights(), absolute: 2e-5, relative: 1e-4)
      #expect(try #require(history["loss"].last) < history["loss"][0])
    }
  }
}
