import Testing

@testable import Strata

/// Scaling of losses around what `OptimizerTests` compares with Keras.
@Suite("Scaling of losses")
struct LossScaleTests {
  @Test("A step with an infinite gradient changes nothing but the scale")
  func overflow() throws {
    let weight = Variable(Tensor([1, 2] as [Float]), name: "kernel")
    let optimizer = LossScaleOptimizer(.adam(learningRate: 0.5), initialScale: 64, dynamicGrowthSteps: 3)
    let step = compiled { (gradient: Tensor) in
      try optimizer.apply([gradient], to: [weight])
      return gradient
    }
    _ = try step(Tensor([64, -64] as [Float]))
    let before = (optimizer.inner.variables + [weight]).map { $0.value.json }
    #expect(optimizer.dynamicScale.scalar(as: Float.self) == 64)
    _ = try step(Tensor([.infinity, 0] as [Float]))
    #expect((optimizer.inner.variables + [weight]).map { $0.value.json } == before)
    #expect(optimizer.dynamicScale.scalar(as: Float.self) == 32)
    _ = try step(Tensor([0, .nan] as [Float]))
    #expect(optimizer.dynamicScale.scalar(as: Float.self) == 16)
    for expected in [16, 16, 32, 32] as [Float] {
      _ = try step(Tensor([16, 16] as [Float]))
      #expect(optimizer.dynamicScale.scalar(as: Float.self) == expected)
    }
    #expect(optimizer.iterations.value.scalar(as: Int64.self) == 5)
  }

  @Test("The learning rate is that of the inner optimizer")
  func learningRate() throws {
    let optimizer = LossScaleOptimizer(.sgd(learningRate: 0.25))
    #expect(optimizer.learningRate == 0.25)
    optimizer.learningRate = 0.5
    #expect(optimizer.inner.learningRate == 0.5)
    let scheduled = LossScaleOptimizer(
      .sgd(learningRate: .inverseTimeDecay(initialLearningRate: 0.1, decaySteps: 1, decayRate: 1)))
    #expect(scheduled.schedule != nil)
  }

  @Test("An own loop takes gradients of the scaled loss")
  func ownLoop() throws {
    let weight = Variable(Tensor([3] as [Float]), name: "kernel")
    let optimizer = LossScaleOptimizer(.sgd(learningRate: 0.5), initialScale: 1024)
    let (value, gradients) = try valueAndGradient(for: [weight]) {
      optimizer.scaledLoss(weight.value.square().sum())
    }
    #expect(value.scalar(as: Float.self) == 9 * 1024)
    try optimizer.apply(gradients, to: [weight])
    #expect(weight.value.scalars(as: Float.self) == [0])
    let fixed = SGD(learningRate: 0.5)
    fixed.lossScaleFactor = 8
    #expect(fixed.scaledLoss(Tensor(2 as Float)).scalar(as: Float.self) == 16)
  }

  @Test("compile scales the loss of a model with float16, unless told not to")
  func automatic() throws {
    let model = try self.model(.mixedFloat16)
    let adam = Adam()
    model.compile(optimizer: adam, loss: .meanSquaredError())
    let scaling = try #require(model.optimizer as? LossScaleOptimizer)
    #expect(scaling.inner === adam)
    #expect(scaling.name == "loss_scale_optimizer")
    // Files have what was given to compile, and the state of both.
    #expect(try model.compileConfig["optimizer"]?["class_name"]?.string == "Adam")
    model.compile(optimizer: adam, loss: .meanSquaredError(), autoScaleLoss: false)
    #expect(model.optimizer === adam)
    let own = LossScaleOptimizer(adam, initialScale: 8)
    model.compile(optimizer: own, loss: .meanSquaredError())
    #expect(model.optimizer === own)
    #expect(try model.compileConfig["optimizer"]?["class_name"]?.string == "LossScaleOptimizer")
    for policy in [DTypePolicy.float32, .mixedBFloat16, .float16] {
      let other = try self.model(policy)
      other.compile(optimizer: adam, loss: .meanSquaredError())
      #expect(other.optimizer === adam)
    }
  }

  private func model(_ policy: DTypePolicy) throws -> Sequential {
    try withDTypePolicy(policy) { try Sequential([Input(shape: [2]), Dense(1)]) }
  }

  @Test("A scale that makes gradients overflow comes down until training works")
  func training() throws {
    try withRandomSeed(3) {
      let model = try self.model(.mixedFloat16)
      let optimizer = LossScaleOptimizer(.sgd(learningRate: 0.1), initialScale: 0x1p127)
      model.compile(optimizer: optimizer, loss: .meanSquaredError())
      let x = Tensor.arange(0, 64).reshaped([32, 2]) / 32
      let history = try model.fit(
        x, x.sum(axis: 1, keepDims: true) * 1000, batchSize: 8, epochs: 60, verbose: .silent)
      #expect(history["loss"].last! < 0.01 * history["loss"].first!)
      #expect(optimizer.dynamicScale.scalar(as: Float.self) < 0x1p127)
      #expect(optimizer.iterations.value.scalar(as: Int64.self) < 240)
    }
  }
}
