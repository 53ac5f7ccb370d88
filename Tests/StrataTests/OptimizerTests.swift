import StrataIO
import Testing

@testable import Strata

@Suite("Optimizers")
struct OptimizerTests {
  static let recordings = try! Fixture("optimizers").cases.filter { $0["kind"]?.string == "optimizer" }

  @Test("Ten steps and the state after them are Keras's", arguments: recordings)
  func recorded(_ recorded: Fixture.Case) throws {
    try check(recorded) { optimizer, gradients, weights in try optimizer.apply(gradients, to: weights) }
  }

  @Test("The same as one compiled program", arguments: recordings)
  func compiledSteps(_ recorded: Fixture.Case) throws {
    var step: (([Tensor]) throws -> [Tensor])?
    try check(recorded) { optimizer, gradients, weights in
      if step == nil {
        step = compiled { (gradients: [Tensor]) in
          try optimizer.apply(gradients, to: weights)
          return []
        }
      }
      _ = try step!(gradients)
    }
  }

  private func check(
    _ recorded: Fixture.Case, apply: (Optimizer, [Tensor], [Variable]) throws -> Void
  ) throws {
    let optimizer = try Registry.optimizers.make(from: #require(recorded["optimizer"]), place: recorded.name)
    let entries = try #require(recorded["weights"]?.array)
    let weights = try entries.map { entry in
      Variable(
        Tensor(try recorded.array(#require(entry["initial"])).hostBuffer()),
        name: try #require(entry["name"]?.string))
    }
    let gradients = try entries.map { Tensor(try recorded.array(#require($0["gradients"])).hostBuffer()) }
    let expected = try entries.map { Tensor(try recorded.array(#require($0["steps"])).hostBuffer()) }
    for step in 0..<10 {
      try apply(optimizer, gradients.map { $0[step] }, weights)
      for (weight, values) in zip(weights, expected) {
        expectClose(
          weight.value.scalars(), values[step].scalars(), absolute: 2e-6, relative: 1e-5,
          "\(recorded.name), \(weight.name) after step \(step)")
      }
    }
    let state = try #require(recorded["variables"]?.array)
    #expect(optimizer.variables.map(\.path) == state.compactMap { $0["path"]?.string })
    for (variable, entry) in zip(optimizer.variables, state) {
      let array = try recorded.array(#require(entry["value"]))
      let values = Tensor(array.hostBuffer()).converted(to: .float32)
      #expect(variable.shape == values.shape)
      expectClose(
        variable.value.converted(to: .float32).scalars(), values.scalars(), absolute: 2e-6, relative: 2e-5,
        "\(recorded.name), \(variable.path)")
    }
  }

  private func oneStep(_ optimizer: Optimizer, _ weights: [Variable]) throws {
    try optimizer.apply(weights.map { Tensor.ones($0.shape) }, to: weights)
  }

  @Test("The learning rate can be set between steps of one program")
  func learningRate() throws {
    let weight = Variable(Tensor([0] as [Float]))
    let optimizer = SGD(learningRate: 0.5)
    var recordings = 0
    let step = compiled { (gradient: Tensor) in
      recordings += 1
      try optimizer.apply([gradient], to: [weight])
      return gradient
    }
    _ = try step(Tensor([1] as [Float]))
    optimizer.learningRate = 0.25
    #expect(optimizer.learningRate == 0.25)
    _ = try step(Tensor([1] as [Float]))
    #expect(weight.value.scalars(as: Float.self) == [-0.75])
    #expect(recordings == 1)
  }

  @Test("A schedule tells the rate of the next step")
  func rateOfASchedule() throws {
    let weight = Variable(Tensor([0] as [Float]))
    let optimizer = SGD(learningRate: .piecewiseConstantDecay(boundaries: [0], values: [1, 0.125]))
    #expect(optimizer.learningRate == 1)
    try oneStep(optimizer, [weight])
    #expect(optimizer.learningRate == 0.125)
    try oneStep(optimizer, [weight])
    #expect(weight.value.scalars(as: Float.self) == [-1.125])
  }

  @Test("Constraints apply after the update")
  func constraints() throws {
    let weight = Variable(Tensor([0.25, 2] as [Float]), constraint: NonNegative())
    try oneStep(SGD(learningRate: 1), [weight])
    #expect(weight.value.scalars(as: Float.self) == [0, 1])
  }

  @Test("Weight decay can leave weights alone")
  func exclusions() throws {
    let kernel = Variable(Tensor([8] as [Float]), name: "kernel")
    let bias = Variable(Tensor([8] as [Float]), name: "bias")
    let scale = Variable(Tensor([8] as [Float]), name: "scale")
    let optimizer = SGD(learningRate: 1, weightDecay: 0.5)
    optimizer.excludeFromWeightDecay([scale], names: ["bias"])
    try oneStep(optimizer, [kernel, bias, scale])
    #expect([kernel, bias, scale].map { $0.value.scalar(as: Float.self) } == [3, 7, 7])
  }

  @Test("A variable that the optimizer was not built for is an error")
  func unknownVariable() throws {
    let known = Variable(Tensor([1] as [Float]))
    let stranger = Variable(Tensor([1] as [Float]), name: "stranger")
    let optimizer = SGD()
    try oneStep(optimizer, [known])
    #expect(throws: StrataError.self) { try oneStep(optimizer, [stranger]) }
    #expect(stranger.value.scalars(as: Float.self) == [1])
    #expect(optimizer.iterations.value.scalar(as: Int64.self) == 1)
  }

  @Test("An optimizer given no variables waits for those to come")
  func noVariables() throws {
    let weight = Variable(Tensor([1] as [Float]))
    let optimizer = SGD(learningRate: 1)
    try optimizer.apply([], to: [])
    #expect(optimizer.iterations.value.scalar(as: Int64.self) == 0)
    try oneStep(optimizer, [weight])
    #expect(weight.value.scalar(as: Float.self) == 0)
  }

  @Test("An infinite gradient shows after clipping by the global norm")
  func infiniteGradient() throws {
    let weight = Variable(Tensor([1, 1] as [Float]))
    try SGD(clipping: .globalNorm(1)).apply([Tensor([.infinity, 0] as [Float])], to: [weight])
    #expect(weight.value.scalars(as: Float.self).allSatisfy { $0.isNaN })
  }

  @Test("Weights become their moving averages at the end of training")
  func finishTraining() throws {
    let weight = Variable(Tensor([1] as [Float]))
    let optimizer = SGD(learningRate: 1, averaging: WeightAveraging(momentum: 0.75))
    for _ in 0..<3 { try oneStep(optimizer, [weight]) }
    // The weight was 0, −1 and −2: 0, then ¾·0 − ¼·1, then ¾·(−0.25) − ¼·2.
    #expect(weight.value.scalars(as: Float.self) == [-2])
    optimizer.finishTraining()
    #expect(weight.value.scalars(as: Float.self) == [-0.6875])
  }

  @Test("An optimizer of one's own")
  func ownOptimizer() throws {
    final class SignDescent: Optimizer {
      override func addSlots() { addSlots(["count": 3]) }
      override func update(_ variables: [Variable], gradients: [Tensor], learningRate: Tensor) {
        for (variable, gradient) in zip(variables, gradients) {
          let count = slot("count", of: variable)
          count.value = count.value + 1
          variable.value = variable.value - learningRate * gradient.sign() * count.value
        }
      }
    }
    let weight = Variable(Tensor([1] as [Float]), name: "kernel")
    let optimizer = SignDescent(learningRate: 0.5, name: "mine")
    try oneStep(optimizer, [weight])
    #expect(weight.value.scalars(as: Float.self) == [-1])
    #expect(optimizer.variables.map(\.path) == ["mine/iteration", "mine/learning_rate", "mine/kernel_count"])
  }
}

@Suite("Learning-rate schedules")
struct LearningRateScheduleTests {
  @Test(
    "Rates are Keras's",
    arguments: try! Fixture("optimizers").cases.filter { $0["kind"]?.string == "schedule" })
  func recorded(_ recorded: Fixture.Case) throws {
    let schedule = try Registry.schedules.make(from: #require(recorded["schedule"]), place: recorded.name)
    let steps = try #require(recorded["steps"]?.array).compactMap(\.integer)
    let found = steps.map { step in
      schedule.learningRate(at: Tensor(Float(step))).scalar(as: Float.self)
    }
    let expected = try #require(recorded["values"]?.array).compactMap { $0.double.map { Float($0) } }
    expectClose(found, expected, absolute: 1e-8, relative: 1e-5, recorded.name)
  }
}
