import Testing

@testable import Strata

@Suite("Training of networks with many kinds of layers, from the same seed, is Keras's")
struct RecordedLayerRunTests {
  /// Trains a model as it was recorded.
  private func expectRun(
    _ name: String, epochs: Int = 4, loss: Loss, metrics: [Metric] = [],
    @LayerBuilder _ layers: () throws -> [Layer]
  ) throws {
    let scene = try RecordedScene(name, family: "layers")
    try withRandomSeed(1234) {
      let model = try Sequential(layers())
      try model.build(inputShape: PartialShape(batchesLike: scene.x.shape))
      try scene.expectWeights("initialWeights", model.getWeights(), relative: 1e-5)
      model.compile(optimizer: .adam(), loss: loss, metrics: metrics)
      let history = try model.fit(scene.x, scene.y, epochs: epochs, verbose: .silent)
      try scene.expectHistory(history)
      try scene.expectWeights("finalWeights", model.getWeights(), absolute: 2e-5)
    }
  }

  @Test func sequences() throws {
    try expectRun("sequences", loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()]) {
      Conv1D(6, kernelSize: 3, padding: .causal, dilationRate: 2, activation: .relu)
      AveragePooling1D(poolSize: 3, strides: 2, padding: .same)
      SpatialDropout1D(0.2)
      Conv1D(8, kernelSize: 2, activation: .tanh)
      GaussianNoise(0.1)
      MaxPooling1D()
      Permute([2, 1])
      GlobalMaxPooling1D()
      Dense(2, activation: .softmax)
    }
  }

  @Test func maskedSequences() throws {
    try expectRun("maskedSequences", loss: .meanSquaredError()) {
      Masking()
      Rescaling(2, offset: 0.5)
      LayerNormalization()
      GaussianDropout(0.2)
      SpatialDropout1D(0.1)
      GlobalAveragePooling1D()
      RepeatVector(3)
      LayerNormalization(axis: [1, 2])
      Flatten()
      Dense(1)
    }
  }

  @Test func images() throws {
    try expectRun("images", loss: .meanSquaredError()) {
      ZeroPadding2D()
      SeparableConv2D(4, kernelSize: 3, activation: .relu)
      SpatialDropout2D(0.1)
      DepthwiseConv2D(kernelSize: 3, strides: 2, padding: .same, depthMultiplier: 2)
      UpSampling2D(interpolation: .bilinear)
      Conv2DTranspose(2, kernelSize: 3)
      Cropping2D(cropping: 1)
    }
  }
}
