import Testing

@testable import Strata

@Suite struct LayerTests {
  // MARK: Layers on their own

  @Test func layersWorkWithoutAModel() throws {
    let layer = Dense(3, kernelInitializer: .ones, biasInitializer: .constant(0.5))
    let output = try layer(Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]))
    #expect(output.scalars(as: Float.self) == [3.5, 3.5, 3.5, 7.5, 7.5, 7.5])
    #expect(try layer.kernel.shape == [2, 3])
    #expect(try layer.bias.path == "\(layer.name)/bias")
    #expect(layer.parameterCount == 9)
  }

  @Test func initialWeightsAreThoseOfTheSameSeedInKeras() throws {
    // set_random_seed(42); Dense(3) on two features.
    let layer = withRandomSeed(42) { Dense(3) }
    try layer.build(inputShape: [nil, 2])
    let expected: [Float] = [-0.93479621, 0.12899564, -0.53267998, -0.28175870, -0.44790953, 0.98686922]
    expectClose(try layer.kernel.value.scalars(), expected, absolute: 1e-7, "the kernel")
  }

  @Test func dropoutWithoutRateDrawsNoSeed() {
    let seed = withRandomSeed(42) {
      _ = Dropout(0)
      return RandomNormal().seed
    }
    #expect(seed == 686_579_304)
  }

  @Test func otherElementTypesBecomeFloat32() throws {
    let layer = Dense(1, kernelInitializer: .ones)
    #expect(try layer(Tensor([2, 3] as [Int32], shape: [1, 2])).scalars(as: Float.self) == [5])
    #expect(try layer(Tensor([2, 3] as [Double], shape: [1, 2])).scalars(as: Float.self) == [5])
    #expect(try layer(Tensor([true, true], shape: [1, 2])).scalars(as: Float.self) == [2])
  }

  @Test func reshapingKeepsIntegers() throws {
    let x = Tensor([1, 2, 3, 4, 5, 6] as [Int32], shape: [1, 2, 3])
    #expect(try Flatten()(x).scalars(as: Int32.self) == [1, 2, 3, 4, 5, 6])
    #expect(try Reshape([3, -1])(x).shape == [1, 3, 2])
    #expect(try Input(shape: [2, 3], dtype: .int32)(x).dtype == .int32)
    #expect(try Input(shape: [2, 3])(x).dtype == .float32)
  }

  @Test func unknownSizesStayUnknown() throws {
    #expect(try Conv2D(4, kernelSize: 3).outputShape(for: [nil, nil, 10, 3]) == [nil, nil, 8, 4])
    #expect(try Flatten().outputShape(for: [nil, nil, 3]) == [nil, nil])
    #expect(try GlobalAveragePooling2D().outputShape(for: [nil, nil, nil, 3]) == [nil, 3])
    #expect(try Dense(4).outputShape(for: [7, nil, 3]) == [7, nil, 4])
  }

  @Test func shapesThatDoNotFitABuiltLayerAreShownAsGiven() throws {
    let layer = Dense(3)
    try layer.build(inputShape: [nil, 4])
    let error = #expect(throws: StrataError.self) { try layer.outputShape(for: [nil, 5]) }
    #expect(try #require(error).description.contains("(None, 5)"))
  }

  @Test func layersPrintTheirNames() throws {
    let layer = Dense(3, name: "hidden")
    #expect("\(layer)" == "<Dense name=hidden, built=false>")
    try layer.build(inputShape: [nil, 4])
    #expect("\([layer])" == "[<Dense name=hidden, built=true>]")
  }

  // MARK: Layers that share others

  private final class Twice: Model {
    private let inner: [Layer]
    init(_ first: Layer, _ second: Layer) {
      inner = [first, second]
      super.init()
      for layer in inner { track(layer) }
    }
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
      try inner.reduce(input) { try $1($0, context: context) }
    }
  }

  @Test func weightsAreFoundByNameOrPath() throws {
    let (first, second) = (Dense(2, name: "first"), Dense(2, useBias: false, name: "second"))
    let model = try Sequential([Input(shape: [3]), first, second], name: "net")
    #expect(try model.weight("first/kernel") === first.weights[0])
    #expect(try model.weight("net/second/kernel") === second.weights[0])
    #expect(try model.weight("bias") === first.weights[1])
    let several = #expect(throws: StrataError.self) { try model.weight("kernel") }
    #expect(
      try #require(several).description
        == "'net' has several weights 'kernel'; give more of the path of one: first/kernel, second/kernel")
    let none = #expect(throws: StrataError.self) { try model.weight("ernel") }
    #expect(
      try #require(none).description
        == "the layer 'net' has no weight 'ernel'; its weights are first/kernel, first/bias, second/kernel")
    let flatten = Flatten(name: "flatten")
    try flatten.build(inputShape: [nil, 2])
    let empty = #expect(throws: StrataError.self) { try flatten.weight("kernel") }
    #expect(try #require(empty).description == "the layer 'flatten' has no weights, and so no 'kernel'")
  }

  @Test func ownWeightsComeBeforeThoseOfInnerLayers() throws {
    final class Outer: Layer {
      let inner = Dense(2)
      override func createWeights(inputShape: PartialShape) throws {
        try inner.build(inputShape: inputShape)
        try addWeight(name: "bias", shape: [1], initializer: .ones, trainable: false)
      }
      override func call(_ input: Tensor, context: CallContext) throws -> Tensor { try inner(input) }
    }
    let outer = Outer()
    try outer.build(inputShape: [nil, 3])
    #expect(try outer.weight("bias").shape == [1])
    #expect(try outer.weight("kernel") === outer.inner.weights[0])
  }

  @Test func aLayerUsedTwiceCountsOnce() throws {
    let shared = Dense(2, kernelInitializer: .ones, biasInitializer: .ones)
    let model = Twice(shared, shared)
    #expect(try model(Tensor.ones([1, 2])).scalars(as: Float.self) == [7, 7])
    #expect(model.layers.count == 1)
    #expect(model.weights.map(\.shape) == [[2, 2], [2]])
    #expect(model.parameterCount == 6)
  }

  @Test func weightsSharedByTwoModelsAreTrainedOnce() throws {
    let shared = Dense(2, useBias: false, kernelInitializer: .ones)
    let model = try Twice(Sequential([shared]), Sequential([shared]))
    model.compile(optimizer: .sgd(learningRate: 0.125), loss: .meanSquaredError())
    // Outputs of 4 beside a truth of 3: the gradient of the loss is 1 at each output, and at each weight 2 from the
    // first use and 2 from the second.
    try model.fit(Tensor.ones([1, 2]), Tensor.full([1, 2], 3), verbose: .silent)
    #expect(try model.getWeights().map { $0.scalars(as: Float.self) } == [[0.5, 0.5, 0.5, 0.5]])
  }

  // MARK: Layers of one's own

  private final class Scale: Layer {
    override func createWeights(inputShape: PartialShape) throws {
      try addWeight(name: "offset", shape: [1], initializer: .zeros, trainable: false)
      try addWeight(name: "factor", shape: [1], initializer: .constant(2), regularizer: .l2(0.5))
    }
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
      let output = input * (try weight("factor").value) + (try weight("offset").value)
      context.addLoss(output.sum() * 0.1)
      return output
    }
  }

  private final class Block: Layer {
    let dense = Dense(2, kernelInitializer: .ones, name: "inner")
    let scale = Scale(name: "scale")

    init() {
      super.init(name: "block")
      track(dense)
      track(scale)
    }
    override func createWeights(inputShape: PartialShape) throws {
      try addWeight(name: "own", shape: [2], initializer: .zeros)
    }
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
      try scale(dense(input, context: context), context: context) + weight("own").value
    }
  }

  @Test func ownLayersHaveWeightsAndLosses() throws {
    let layer = Scale()
    let context = CallContext()
    let output = try layer(Tensor([1, 2] as [Float], shape: [1, 2]), context: context)
    #expect(output.scalars(as: Float.self) == [2, 4])
    #expect(layer.weights.map(\.name) == ["factor", "offset"])
    #expect(layer.trainableWeights.map(\.name) == ["factor"])
    #expect(context.losses.count == 1)
    expectClose(context.losses[0].scalars(), [0.6], "the added loss")
  }

  @Test func trackedLayersShareWeightsAndFreezing() throws {
    let block = Block()
    #expect(try block(Tensor.ones([1, 3])).scalars(as: Float.self) == [6, 6])
    #expect(block.weights.map(\.name) == ["own", "kernel", "bias", "factor", "offset"])
    #expect(
      block.weights.map(\.path) == [
        "block/own", "block/inner/kernel", "block/inner/bias", "block/scale/factor", "block/scale/offset",
      ])
    #expect(block.trainableWeights.map(\.name) == ["own", "kernel", "bias", "factor"])
    block.dense.trainable = false
    #expect(block.trainableWeights.map(\.name) == ["own", "factor"])
    #expect(block.nonTrainableWeights.map(\.name) == ["kernel", "bias", "offset"])
    block.trainable = false
    #expect(block.trainableWeights.isEmpty && !block.scale.trainable)
  }

  @Test func gradientsReachTrackedLayers() throws {
    let block = Block()
    try block.build(inputShape: [nil, 3])
    _ = try block(Tensor.ones([1, 3]))
    let (_, gradients) = try valueAndGradient(for: block.trainableWeights) {
      try block(Tensor.ones([2, 3])).sum()
    }
    #expect(gradients.map(\.shape) == [[2], [3, 2], [2], [1]])
    #expect(gradients[1].scalars(as: Float.self) == [4, 4, 4, 4, 4, 4])
    #expect(gradients[3].scalars(as: Float.self) == [12])
  }

  @Test func activityPenaltiesAreMeansOverTheBatch() throws {
    let layer = Dense(1, kernelInitializer: .ones, activityRegularizer: .l2(0.5))
    let context = CallContext(training: true)
    _ = try layer(Tensor([1, 3] as [Float], shape: [2, 1]), context: context)
    #expect(context.losses.map { $0.scalar(as: Float.self) } == [2.5])
  }

  // MARK: Images

  private func image(_ shape: [Int]) throws -> Tensor {
    Tensor.randomUniform(shape, from: -1, to: 1, seed: 4)
  }

  @Test func channelsFirstIsAnotherOrderOfTheSame() throws {
    let x = try image([2, 6, 5, 4])
    let pairs: [(Layer, Layer)] = [
      (
        Conv2D(3, kernelSize: [3, 2], padding: .same, kernelInitializer: .heNormal(seed: 1)),
        Conv2D(
          3, kernelSize: [3, 2], padding: .same, dataFormat: .channelsFirst,
          kernelInitializer: .heNormal(seed: 1))
      ),
      (MaxPooling2D(), MaxPooling2D(dataFormat: .channelsFirst)),
      (AveragePooling2D(poolSize: 2), AveragePooling2D(poolSize: 2, dataFormat: .channelsFirst)),
      (GlobalMaxPooling2D(keepDims: true), GlobalMaxPooling2D(dataFormat: .channelsFirst, keepDims: true)),
      (
        GlobalAveragePooling2D(keepDims: true),
        GlobalAveragePooling2D(dataFormat: .channelsFirst, keepDims: true)
      ),
    ]
    for (last, first) in pairs {
      let expected: [Float] = try last(x).scalars()
      let found = try first(x.transposed([0, 3, 1, 2])).transposed([0, 2, 3, 1])
      expectClose(found.scalars(), expected, "\(type(of: last))")
    }
    let flat: [Float] = try Flatten()(x).scalars()
    #expect(try Flatten(dataFormat: .channelsFirst)(x.transposed([0, 3, 1, 2])).scalars() == flat)
  }

  @Test func globalMaximumOfEachChannel() throws {
    let x = Tensor([1, -1, 4, -5, 3, -2, 2, -7] as [Float], shape: [1, 2, 2, 2])
    #expect(try GlobalMaxPooling2D()(x).scalars(as: Float.self) == [4, -1])
    #expect(try GlobalMaxPooling2D(keepDims: true)(x).shape == [1, 1, 1, 2])
  }

  // MARK: Masks

  @Test func softmaxLeavesMaskedElementsOut() throws {
    let mask = Tensor([true, true, false, false, false, false], shape: [2, 3])
    let output = try Softmax()(Tensor.zeros([2, 3]), mask: mask)
    #expect(output.scalars(as: Float.self) == [0.5, 0.5, 0, 0, 0, 0])
  }

  @Test func softmaxOverTwoAxes() throws {
    let output = try Softmax(axis: [1, 2])(Tensor.zeros([2, 2, 4]))
    expectClose(output.scalars(), [Float](repeating: 0.125, count: 16), "the probabilities")
  }

  @Test func batchNormalizationLeavesMaskedElementsOut() throws {
    let layer = BatchNormalization(momentum: 0.5, epsilon: 0)
    let x = Tensor([1, 3, .nan, 5, 7, 100] as [Float], shape: [2, 3, 1])
    let mask = Tensor([true, true, false, true, true, false], shape: [2, 3])
    _ = try layer(x, mask: mask, training: true)
    // Of 1, 3, 5 and 7 the mean is 4 and the variance 5.
    expectClose(try layer.movingMean.value.scalars(), [2], "the mean")
    expectClose(try layer.movingVariance.value.scalars(), [3], "the variance")
  }
}
