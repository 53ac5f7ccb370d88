import Testing

@testable import Strata

@Suite struct LayerErrorTests {
  private func expectInvalid(
    _ argument: String, _ layer: Layer, _ inputShape: PartialShape = [nil, 8, 8, 6],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    do {
      try layer.build(inputShape: inputShape)
      Issue.record("no error about \(argument)", sourceLocation: sourceLocation)
    } catch StrataError.invalidArgument(let owner, argument, _, _) {
      #expect(owner == layer.name, sourceLocation: sourceLocation)
    } catch {
      Issue.record("\(error)", sourceLocation: sourceLocation)
    }
    #expect(!layer.isBuilt && layer.weights.isEmpty, sourceLocation: sourceLocation)
  }

  @Test func argumentsOutOfRange() {
    expectInvalid("units", Dense(0))
    expectInvalid("the shape of kernel", Dense(Int.max))
    expectInvalid("filters", Conv2D(0, kernelSize: 3))
    expectInvalid("kernelSize", Conv2D(2, kernelSize: [3, 3, 3]))
    expectInvalid("kernelSize", Conv2D(2, kernelSize: [3, 0]))
    expectInvalid("strides", Conv2D(2, kernelSize: 3, strides: -1))
    expectInvalid("dilationRate", Conv2D(2, kernelSize: 3, dilationRate: Int.max))
    expectInvalid("dilationRate", Conv2D(2, kernelSize: 3, strides: 2, dilationRate: 2))
    expectInvalid("groups", Conv2D(4, kernelSize: 3, groups: 4))
    expectInvalid("groups", Conv2D(4, kernelSize: 3, groups: 3))
    expectInvalid("groups", Conv2D(4, kernelSize: 3, groups: 0))
    expectInvalid("the shape of kernel", Conv2D(1 << 40, kernelSize: 1 << 30))
    expectInvalid("poolSize", MaxPooling2D(poolSize: [2]))
    expectInvalid("strides", AveragePooling2D(poolSize: 2, strides: 0))
    expectInvalid("axis", BatchNormalization(axis: 4))
    expectInvalid("rate", Dropout(1.5))
    expectInvalid("rate", Dropout(-0.5))
    expectInvalid("noiseShape", Dropout(0.5, noiseShape: [nil, 3, 8, 6]))
    expectInvalid("noiseShape", Dropout(0.5, noiseShape: [nil, 1]))
    expectInvalid("targetShape", Reshape([-1, -1]))
    expectInvalid("targetShape", Reshape([0, 3]))
    expectInvalid("maxValue", ReLU(maxValue: -1))
    expectInvalid("negativeSlope", ReLU(negativeSlope: -1))
    expectInvalid("threshold", ReLU(threshold: -1))
    expectInvalid("negativeSlope", LeakyReLU(negativeSlope: -1))
    expectInvalid("sharedAxes", PReLU(sharedAxes: 0))
    expectInvalid("axis", Softmax(axis: [1, -3]))
    expectInvalid("shape", Input(shape: [0]), [nil, 0])
    expectInvalid("axis", LayerNormalization(axis: [1, -3]))
    expectInvalid("axis", LayerNormalization(axis: [Int]()))
    expectInvalid("dims", Permute([1, 3, 3]))
    expectInvalid("dims", Permute([0, 1, 2]))
    expectInvalid("n", RepeatVector(0), [nil, 3])
    expectInvalid("stddev", GaussianNoise(1.5))
    expectInvalid("rate", GaussianDropout(1))
    expectInvalid("rate", SpatialDropout2D(-0.1))
    expectInvalid("size", UpSampling2D(size: [2, 0]))
    expectInvalid("padding", ZeroPadding2D(padding: [1, -1]))
    expectInvalid("padding", ZeroPadding2D(padding: [[1, 1], [1, 1], [1, 1]]))
    expectInvalid("cropping", Cropping2D(cropping: [[1], [2]]))
  }

  @Test func argumentsOfConvolutionsOutOfRange() {
    expectInvalid("padding", Conv2D(2, kernelSize: 3, padding: .causal))
    expectInvalid("padding", DepthwiseConv2D(kernelSize: 3, padding: .causal))
    expectInvalid("padding", MaxPooling2D(padding: .causal))
    expectInvalid("kernelSize", Conv1D(2, kernelSize: [3, 3]), [nil, 8, 6])
    expectInvalid("strides", Conv1D(2, kernelSize: 3, strides: 0), [nil, 8, 6])
    expectInvalid("dilationRate", Conv1D(2, kernelSize: 3, strides: 2, dilationRate: 2), [nil, 8, 6])
    expectInvalid("groups", Conv1D(4, kernelSize: 3, groups: 4), [nil, 8, 6])
    expectInvalid("depthMultiplier", DepthwiseConv2D(kernelSize: 3, depthMultiplier: 0))
    expectInvalid("depthMultiplier", SeparableConv2D(2, kernelSize: 3, depthMultiplier: -1))
    expectInvalid("filters", SeparableConv2D(0, kernelSize: 3))
    expectInvalid("filters", Conv2DTranspose(-2, kernelSize: 3))
    expectInvalid("outputPadding", Conv2DTranspose(2, kernelSize: 3, strides: 2, outputPadding: 2))
    expectInvalid("outputPadding", Conv2DTranspose(2, kernelSize: 3, strides: 2, outputPadding: [0, 1, 1]))
    expectInvalid("dilationRate", Conv2DTranspose(2, kernelSize: 3, strides: 2, dilationRate: 2))
    expectInvalid("the shape of kernel", Conv2DTranspose(1 << 40, kernelSize: 1 << 30))
    expectInvalid("poolSize", MaxPooling1D(poolSize: 0), [nil, 8, 6])
  }

  @Test func penaltiesThatDoNotSuitTheWeight() {
    for layer in [
      Dense(2, kernelRegularizer: .l2(-1)), Dense(2, biasRegularizer: .orthogonal()),
      Dense(2, kernelConstraint: .maxNorm(2, axis: 2)), Dense(2, biasConstraint: .unitNorm(axis: [0, -1])),
      Dense(2, biasInitializer: .identity()),
    ] {
      #expect(throws: StrataError.self) { try layer.build(inputShape: [nil, 3]) }
      #expect(layer.weights.isEmpty)
      #expect(throws: StrataError.self) { try layer(Tensor.ones([1, 3])) }
    }
  }

  private struct WrongShape: Initializer {
    func callAsFunction(shape: [Int], dtype: DType) -> Tensor { .zeros(shape + [1], dtype: dtype) }
  }

  @Test func initializerOfAnotherShape() {
    #expect(throws: StrataError.self) {
      try Dense(2, kernelInitializer: WrongShape()).build(inputShape: [nil, 3])
    }
  }

  private func expectIncompatible(
    _ layer: Layer, _ shape: [Int], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    do {
      _ = try layer(Tensor.ones(shape))
      Issue.record("no error", sourceLocation: sourceLocation)
    } catch StrataError.incompatibleInput(layer.name, _, let found) {
      #expect(found.contains("\(shape.last ?? 0)"), sourceLocation: sourceLocation)
    } catch {
      Issue.record("\(error)", sourceLocation: sourceLocation)
    }
  }

  @Test func inputsOfWrongShape() throws {
    expectIncompatible(Dense(2), [3])
    let dense = Dense(2)
    try dense.build(inputShape: [nil, 3])
    expectIncompatible(dense, [2, 5])
    expectIncompatible(Conv2D(2, kernelSize: 3), [2, 8, 8])
    expectIncompatible(Conv2D(2, kernelSize: 5), [2, 4, 4, 4])
    expectIncompatible(Conv2D(2, kernelSize: 3, dilationRate: 3), [2, 6, 6, 6])
    expectIncompatible(MaxPooling2D(poolSize: 5), [2, 4, 4, 4])
    expectIncompatible(GlobalAveragePooling2D(), [2, 4])
    expectIncompatible(Reshape([5]), [2, 3])
    expectIncompatible(Reshape([-1, 2]), [2, 3])
    expectIncompatible(Reshape([1 << 30, 1 << 30, 1 << 30]), [2, 3])
    let normalization = BatchNormalization()
    try normalization.build(inputShape: [nil, 3])
    expectIncompatible(normalization, [2, 3, 3])
    expectIncompatible(Input(shape: [4]), [2, 5])
    expectIncompatible(Conv1D(2, kernelSize: 5), [2, 4, 4])
    expectIncompatible(MaxPooling1D(poolSize: 5), [2, 4, 4])
    expectIncompatible(GlobalMaxPooling1D(), [2, 4])
    expectIncompatible(
      Conv2DTranspose(2, kernelSize: 2, strides: 2, padding: .same, outputPadding: 0), [2, 1, 1, 4])
    expectIncompatible(Cropping2D(cropping: 2), [2, 4, 5, 3])
    expectIncompatible(Permute([2, 1]), [2, 4])
    expectIncompatible(RepeatVector(2), [2, 4, 3])
    expectIncompatible(Rescaling(Tensor([1, 2] as [Float])), [2, 3])
    expectIncompatible(SpatialDropout1D(0.5), [2, 3])
    let layerNormalization = LayerNormalization()
    try layerNormalization.build(inputShape: [nil, 4, 3])
    expectIncompatible(layerNormalization, [2, 4, 5])
  }

  @Test func sizesThatMustBeKnown() {
    for layer in [Dense(2), Conv2D(2, kernelSize: 1), BatchNormalization(), PReLU()] {
      let shape: PartialShape = layer is Conv2D ? [nil, 4, 4, nil] : [nil, nil]
      #expect(throws: StrataError.self) { try layer.build(inputShape: shape) }
    }
  }

  @Test func weightsBeforeTheyExist() throws {
    let layer = Conv2D(2, kernelSize: 3, name: "early")
    #expect(throws: StrataError.notBuilt(owner: "early", wanted: "weight 'kernel'")) { try layer.kernel }
    #expect(throws: StrataError.self) { try BatchNormalization().movingMean }
    #expect(throws: StrataError.self) { try PReLU().alpha }
    let unbiased = Dense(2, useBias: false)
    try unbiased.build(inputShape: [nil, 3])
    #expect(try unbiased.kernel.shape == [3, 2])
    #expect(throws: StrataError.self) { try unbiased.bias }
  }

  @Test func masksOfWrongShape() throws {
    let mask = Tensor([true, false])
    #expect(throws: StrataError.self) { try Softmax()(Tensor.ones([2, 3]), mask: mask, training: true) }
    #expect(throws: StrataError.self) {
      try BatchNormalization()(Tensor.ones([3, 3]), mask: mask, training: true)
    }
  }
}
