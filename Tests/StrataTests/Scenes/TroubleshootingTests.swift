import Testing

@testable import Strata

/// What an inspector says about networks that do not learn.
@Suite struct TroubleshootingTests {
  private let x = Tensor.randomNormal([64, 20], seed: 1)
  private var y: Tensor { (x.sum(axis: 1, keepDims: true) .> 0).converted(to: .float32) }

  private func inspector(
    _ layers: [Layer], loss: any Loss = .binaryCrossentropy(fromLogits: true),
    optimizer: Optimizer = .sgd(learningRate: 0.01), on x: Tensor? = nil, epochs: Int = 2,
    every frequency: SaveFrequency = .epoch
  ) throws -> Inspector {
    try withRandomSeed(7) {
      let model = try Sequential([Input(shape: [20])] + layers, name: "net")
      model.compile(optimizer: optimizer, loss: loss)
      let inspector = Inspector(every: frequency, verbose: false)
      try model.fit(x ?? self.x, y, batchSize: 32, epochs: epochs, verbose: .silent, callbacks: [inspector])
      return inspector
    }
  }

  @Test func healthyNetworkHasNoWarnings() throws {
    let layers = (0..<4).map {
      Dense(32, activation: .relu, kernelInitializer: .heNormal(), name: "hidden_\($0)")
    }
    let found = try inspector(layers + [Dense(1, name: "head")], optimizer: .adam())
    #expect(found.warnings == [])
    #expect(found.records.count == 2)
    #expect(found.records[0].layers.map(\.layer) == layers.map(\.name) + ["head"])
  }

  @Test func vanishingGradientNamesTheFirstLayer() throws {
    let layers = (0..<10).map { Dense(16, activation: .sigmoid, name: "hidden_\($0)") }
    let found = try inspector(layers + [Dense(1, name: "head")])
    #expect(found.warnings.map(\.kind) == [.vanishingGradient])
    #expect(found.warnings.first?.layer == "hidden_0")
    let gradients = try #require(found.records.last).layers.map(\.gradientPerWeight)
    #expect(gradients[0] < 1e-4 * gradients[10])
  }

  @Test func explodingGradientIsFoundBeforeItEndsInNaN() throws {
    let layers = (0..<8).map {
      Dense(32, activation: .relu, kernelInitializer: .randomNormal(stddev: 1), name: "hidden_\($0)")
    }
    let found = try inspector(layers + [Dense(1, name: "head")], epochs: 20)
    #expect(found.warnings.contains { $0.kind == .explodingGradient })
    #expect(found.warnings.contains { $0.kind == .largeUpdate })
  }

  @Test func deadUnitsAreCounted() throws {
    // Ten of the twelve units are far below zero for every sample.
    let bias = Tensor([Float](repeating: -100, count: 10) + [1, 1])
    let dense = Dense(12, activation: .relu, name: "hidden")
    try withRandomSeed(8) { try dense.build(inputShape: [nil, 20]) }
    try dense.setWeights([try dense.getWeights()[0], bias])
    let found = try inspector([dense, Dense(1, name: "head")])
    #expect(found.records.map { $0.layers[0].deadUnitCount } == [10, 10])
    #expect(found.records[0].layers[0].rectifiedUnitCount == 12)
    #expect(found.warnings.map(\.kind) == [.deadUnits])
    #expect(found.warnings.first?.message.hasPrefix("10 of the 12 units of layer 'hidden'") == true)
  }

  @Test func filtersOfAConvolutionAreUnits() throws {
    let convolution = Conv2D(
      3, kernelSize: 2, activation: .relu, biasInitializer: .constant(-100), name: "convolution")
    let found = try inspector([Reshape([4, 5, 1]), convolution, Flatten(), Dense(1)])
    #expect(found.records.last?.layers.first { $0.layer == "convolution" }?.deadUnitCount == 3)
  }

  @Test func nanNamesTheLayerItComesFrom() throws {
    let logarithm = Lambda("logarithm") { $0.log() }
    let found = try inspector([Dense(8, name: "first"), logarithm, Dense(1, name: "head")])
    #expect(found.warnings.map(\.kind) == [.notFinite])
    #expect(found.warnings.first?.layer == "logarithm")
    #expect(found.records.count == 1, "training ends with the epoch in which it happened")
  }

  @Test func nanInTheGradientAloneNamesTheLayerWhoseGradientIt() throws {
    // √0 is 0, but its slope is infinite, and 0 · ∞ is NaN.
    let root = Lambda("root") { ($0 * 0).sqrt() }
    let found = try inspector([Dense(8, name: "first"), root, Dense(1, name: "head")])
    #expect(found.warnings.first?.layer == "first")
    #expect(found.warnings.first?.message.contains("in the gradient of layer 'first'") == true)
  }

  @Test func nanInTheDataIsNotBlamedOnALayer() throws {
    var numbers = x.scalars(as: Float.self)
    numbers[77] = .nan
    let found = try inspector([Dense(1)], on: Tensor(numbers, shape: [64, 20]))
    #expect(found.warnings.first?.kind == .notFinite)
    #expect(found.warnings.first?.layer == nil)
    #expect(found.warnings.first?.message.hasPrefix("the input data have NaN") == true)
  }

  @Test func nanInTheLossIsNotBlamedOnALayer() throws {
    let loss = CustomLoss(name: "root") { truth, prediction in (prediction * 0 - 1).sqrt().mean(axis: 1) }
    let found = try inspector([Dense(1)], loss: loss)
    #expect(found.warnings.first?.layer == nil)
    #expect(found.warnings.first?.message.hasPrefix("the loss is NaN") == true)
  }
}

/// A layer of a closure.
private final class Lambda: Layer {
  private let function: (Tensor) -> Tensor
  init(_ name: String, _ function: @escaping (Tensor) -> Tensor) {
    self.function = function
    super.init(name: name)
  }
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor { function(input) }
}
