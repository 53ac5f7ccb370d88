import Foundation
import Testing

@testable import Strata

private final class Scale: Layer {
  override func createWeights(inputShape: PartialShape) throws {
    try addWeight(name: "factor", shape: [inputShape.last!!], initializer: .ones)
  }
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    try input * weight("factor").value
  }
}

private final class Doubling: Layer {
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor { input * 2 }
}

private final class Residual: Layer {
  let inner: Layer
  init(_ inner: Layer) {
    self.inner = inner
    super.init()
  }
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor { try input + inner(input) }
}

private final class KeepSmall: Layer {
  let strength: Double
  init(strength: Double) {
    self.strength = strength
    super.init()
  }
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    context.addLoss(input.square().mean() * strength)
    return input
  }
}

/// Holds layers in every way that is looked into.
private final class Block: Layer {
  let first = Dense(4, kernelRegularizer: .l2(0.5))
  private let list: [Layer] = [BatchNormalization(), Dropout(0.5, seed: 1)]
  let named = ["b": Dense(3), "a": Dense(2)]
  let maybe: Dense? = Dense(5)
  let none: Dense? = nil
  let size = 3
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    let x = try list.reduce(first(input)) { try $1($0) }
    return try named["a"]!(x) + maybe!(x)[.all, 0..<2] + named["b"]!(x)[.all, 0..<2]
  }
}

private final class BlockModel: Model {
  let block = Block()
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor { try block(input) }
}

@Suite("Scene: layers of one's own")
struct OwnLayersTests {
  private func numbers(_ layer: Layer) throws -> [[Float]] { try layer.getWeights().map { $0.scalars() } }

  // MARK: In a model

  /// One feature; all weights 1 and no bias.
  private func smallModel() throws -> (model: Sequential, scale: Scale, dense: Dense) {
    let (scale, dense) = (Scale(), Dense(1, useBias: false, kernelInitializer: .ones))
    let model = try Sequential([
      Input(shape: [1]), scale, Doubling(), Residual(dense), KeepSmall(strength: 0.5),
    ])
    return (model, scale, dense)
  }

  @Test func gradientsReachTheWeightsWithin() throws {
    // y = 2 f x (1 + k), loss = (y − t)² + y² / 2, with x = f = k = t = 1: y = 4, loss = 9 + 8.
    // dloss/dy = 6 + 4 = 10, dy/df = 2 (1 + k) = 4, dy/dk = 2 f = 2.
    let (model, scale, dense) = try smallModel()
    model.compile(optimizer: .sgd(learningRate: 0.01), loss: .meanSquaredError())
    let logs = try model.trainOnBatch(Tensor.ones([1, 1]), Tensor.ones([1, 1]))
    expectClose([Float(try #require(logs["loss"]))], [17], absolute: 1e-5, "the loss with the penalty")
    expectClose(try numbers(scale)[0], [1 - 0.4], absolute: 1e-6, "the factor")
    expectClose(try numbers(dense)[0], [1 - 0.2], absolute: 1e-6, "the kernel within")
  }

  @Test func theSameLayersInKerasGiveTheSameNumbers() throws {
    let scene = try RecordedScene("ownLayers", family: "nestedModels")
    try withRandomSeed(1234) {
      let model = try Sequential {
        Input(shape: [6])
        Scale()
        Dense(8, activation: .relu)
        Residual(try Sequential([Dense(8, activation: .tanh), Dropout(0.25)]))
        KeepSmall(strength: 0.1)
        Dense(3, activation: .softmax)
      }
      try scene.expectWeights("initialWeights", model.getWeights(), absolute: 1e-6)
      model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
      try scene.expectHistory(model.fit(scene.x, scene.y, epochs: 4, verbose: .silent))
      try scene.expectWeights("finalWeights", model.getWeights(), absolute: 1e-5)
    }
  }

  @Test func aModelOfOwnLayersIsSavedAndLoaded() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "OwnLayers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (model, scale, _) = try smallModel()
    try scale.setWeights([Tensor([0.25] as [Float])])
    #expect(model.weightKeys().map(\.key) == ["scale/factor", "residual/dense/kernel"])
    for name in ["own.safetensors", "own.npz"] {
      let file = folder.appending(path: name).path
      try model.saveWeights(to: file)
      let other = try smallModel().model
      try other.loadWeights(from: file)
      #expect(try numbers(other) == numbers(model))
      #expect(try other.predict(Tensor.ones([1, 1])).scalars(as: Float.self) == [1])
    }
  }

  // MARK: Layers within layers

  @Test func layersInPropertiesAreFound() throws {
    let block = Block()
    try block.build(inputShape: [nil, 6])
    let shapes = [[6, 4], [4], [4], [4], [4], [4], [4, 2], [2], [4, 3], [3], [4, 5], [5]]
    #expect(block.weights.map(\.shape) == shapes)
    #expect(block.trainableWeights.count == 10)
    #expect(block.nonTrainableWeights.map(\.name) == ["moving_mean", "moving_variance"])
    #expect(try block.first.kernel.path == "\(block.name)/\(block.first.name)/kernel")
    block.trainable = false
    #expect(block.trainableWeights.isEmpty && !block.first.trainable)
  }

  private final class Noise: Layer {
    private let seeds = SeedGenerator(seed: 3)
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
      context.training ? input + Tensor.randomNormal(input.shape, seed: seeds) : input
    }
  }

  @Test func randomStreamsInPropertiesAreFound() throws {
    let model = try Sequential([Input(shape: [2]), Residual(Noise()), Dropout(0.5)])
    #expect(model.seedGeneratorKeys().count == 2)
  }

  @Test func keysInFilesDoNotDependOnNames() throws {
    let model = BlockModel(name: "any")
    try model.build(inputShape: [nil, 6])
    #expect(
      model.weightKeys().map(\.key) == [
        "block/dense/kernel", "block/dense/bias", "block/batch_normalization/gamma",
        "block/batch_normalization/beta", "block/batch_normalization/moving_mean",
        "block/batch_normalization/moving_variance", "block/dense_1/kernel", "block/dense_1/bias",
        "block/dense_2/kernel", "block/dense_2/bias", "block/dense_3/kernel", "block/dense_3/bias",
      ])
  }

  @Test func trainingReachesLayersWithin() throws {
    let model = BlockModel()
    let x = Tensor.randomNormal([16, 6], seed: 1) + 3
    model.compile(optimizer: .sgd(learningRate: 0), loss: .meanSquaredError())
    try model.fit(x, Tensor.zeros([16, 2]), verbose: .silent)
    // In training the moving mean goes a hundredth of the way to the mean of the batch.
    let mean = try model.block.first(x).mean(axis: 0) * 0.01
    let normalization = try #require(model.block.sublayers[1] as? BatchNormalization)
    expectClose(try normalization.movingMean.value.scalars(), mean.scalars(), absolute: 1e-5)
    // In training dropout chooses anew in each step, in inference it does nothing.
    let step = compiled { try model($0, training: true) }
    let (one, two) = (try step(x), try step(x))
    #expect(one.scalars(as: Float.self) != two.scalars(as: Float.self))
    #expect(try model(x).scalars(as: Float.self) == model(x).scalars(as: Float.self))
  }

  @Test func penaltiesWithinReachTheLoss() throws {
    let model = BlockModel()
    try model.build(inputShape: [nil, 6])
    model.compile(optimizer: .sgd(), loss: .meanSquaredError())
    // Zeros and zero biases give zeros, so that the loss is the penalty alone.
    let loss = try model.evaluate(Tensor.zeros([4, 6]), Tensor.zeros([4, 2]), verbose: .silent)["loss"]
    let kernel: [Float] = try model.block.first.kernel.value.scalars()
    let penalty = kernel.reduce(0) { $0 + $1 * $1 } / 2
    expectClose([Float(try #require(loss))], [penalty], absolute: 1e-5)
  }

  // MARK: Training and inference

  private final class Mode: Layer {
    private(set) var seen: [Bool] = []
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
      seen.append(context.training)
      context.addLoss(input.sum())
      return input
    }
  }

  private final class Caller: Layer {
    let mode = Mode()
    let training: Bool?
    init(training: Bool?) {
      self.training = training
      super.init()
    }
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
      try mode(input, training: training)
    }
  }

  @Test func layersWithinTakePartInTheSameCall() throws {
    let cases: [(given: Bool?, outer: Bool, expected: Bool)] = [
      (nil, true, true), (nil, false, false), (false, true, false), (true, false, true),
    ]
    for (given, outer, expected) in cases {
      let caller = Caller(training: given)
      try caller.build(inputShape: [nil, 2])
      let context = CallContext(training: outer)
      _ = try caller(.ones([1, 2]), context: context)
      #expect(caller.mode.seen.last == expected)
      #expect(context.losses.map { $0.scalar(as: Float.self) } == [2])
    }
    let mode = Mode()
    _ = try mode(.ones([1, 2]))
    #expect(mode.seen == [false])
  }

  /// An encoder that hands its states on to a decoder, both with dropout.
  private final class Translator: Layer {
    let encoder = LSTM(3, dropout: 0.9, seed: 1)
    let decoder = LSTM(3, dropout: 0.9, seed: 2)
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
      let states = try encoder.outputAndStates(input).states
      return try decoder(input, initialState: states)
    }
  }

  @Test func recurrentLayersWithinTakePartInTheSameCall() throws {
    let (translator, input) = (Translator(), Tensor.ones([2, 4, 5]))
    func output(training: Bool) throws -> [Float] { try translator(input, training: training).scalars() }
    let inference = try output(training: false)
    #expect(try output(training: false) == inference)
    #expect(try output(training: true) != inference, "dropout is at work")
  }

  // MARK: Mistakes

  private final class Forgetful: Layer {
    var inner: Dense!
    override func createWeights(inputShape: PartialShape) throws { inner = Dense(2, name: "inner") }
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor { try inner(input) }
  }

  private final class Mindful: Layer {
    var inner: Dense!
    override func createWeights(inputShape: PartialShape) throws { inner = track(Dense(2)) }
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor { try inner(input) }
  }

  @Test func aLayerThatIsNotTracked() throws {
    let error = #expect(throws: StrataError.untrackedLayer(layer: "inner", caller: "forgetful")) {
      try Forgetful(name: "forgetful")(.ones([1, 3]))
    }
    #expect(try #require(error).description.contains("neither trained nor saved"))
    let mindful = Mindful()
    #expect(try mindful(.ones([1, 3])).shape == [1, 2])
    #expect(mindful.weights.count == 2)
  }

  private final class Late: Layer {
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
      try input * addWeight(name: "late", shape: [1]).value
    }
  }

  private final class Twice: Layer {
    override func createWeights(inputShape: PartialShape) throws {
      for _ in 0..<2 { try addWeight(name: "same", shape: [1]) }
    }
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor { input }
  }

  @Test func weightsInTheWrongPlaceOrWithTheSameName() throws {
    let late = #expect(throws: StrataError.self) { try Late()(.ones([1, 3])) }
    #expect(try #require(late).description.contains("must be createWeights(inputShape:), not elsewhere"))
    let twice = #expect(throws: StrataError.self) { try Twice()(.ones([1, 3])) }
    #expect(try #require(twice).description.contains("'same' again"))
  }

  @Test func weightsReadBeforeTheyExist() throws {
    let scale = Scale(name: "scale")
    #expect(throws: StrataError.notBuilt(owner: "scale", wanted: "weight 'factor'")) {
      try scale.weight("factor")
    }
    #expect(throws: StrataError.notBuilt(owner: "scale", wanted: "weights")) { try scale.getWeights() }
    try scale.build(inputShape: [nil, 2])
    let error = #expect(throws: StrataError.self) { try scale.weight("factors") }
    #expect(try #require(error).description.contains("no weight 'factors'; its weights are factor"))
  }

  private final class Silent: Layer {}

  @Test func aLayerWithoutCall() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try Silent()(.ones([1, 3]))
    }
    let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(text.contains("Silent does not override call(_:context:)"))
  }

  private final class Total: Layer {
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor { input.sum(axis: 0) }
  }

  @Test func anOutputThatLosesTheBatch() throws {
    let error = #expect(throws: StrataError.self) {
      try Sequential([Input(shape: [3]), Dense(2), Total(name: "total"), Dense(1)])
    }
    #expect(
      try #require(error).description == """
        total: the first axis of the output must be that of the samples, as in the input (None, 2), not (2,)
        """)
  }
}
