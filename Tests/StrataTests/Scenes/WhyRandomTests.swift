import Testing

@testable import Strata

/// Units that start equal stay equal, whatever the constant; units that start at random become different.
@Suite("Scene: why random") struct WhyRandomTests {
  private let x = Tensor([[0, 0], [0, 1], [1, 0], [1, 1]] as [[Float]])
  private let y = Tensor([[0], [1], [1], [0]] as [[Float]])

  /// A network after 100 steps, and its last loss.
  private func trained(
    from initializer: any Initializer, _ activation: ActivationFunction = .tanh
  ) throws -> (model: Sequential, loss: Double) {
    try withRandomSeed(1234) {
      let model = try Sequential {
        Input(shape: [2])
        Dense(4, activation: activation, kernelInitializer: initializer, name: "hidden")
        Dense(3, activation: activation, kernelInitializer: initializer, name: "middle")
        Dense(1, activation: .sigmoid, kernelInitializer: initializer, name: "output")
      }
      model.compile(optimizer: .adam(learningRate: 0.1), loss: .binaryCrossentropy())
      let history = try model.fit(x, y, epochs: 100, verbose: .silent)
      return (model, try #require(history["loss"].last))
    }
  }

  /// For each unit of a layer, the weights that lead to it and its bias.
  private func units(_ layer: Layer) throws -> [[Float]] {
    let (kernel, bias) = (try layer.getWeights()[0], try layer.getWeights()[1])
    return (0..<kernel.shape[1]).map { kernel[.all, $0].floats + [bias.floats[$0]] }
  }

  @Test(arguments: [0, 1, 0.5, -0.3])
  func equalUnitsStayEqual(constant: Double) throws {
    for activation in [ActivationFunction.tanh, .sigmoid, .relu] {
      let (model, loss) = try trained(from: .constant(constant), activation)
      for name in ["hidden", "middle"] {
        #expect(Set(try units(model.layer(name))).count == 1, "\(name) \(activation)")
      }
      #expect(Set(try model.layer("output").getWeights()[0].floats).count == 1)
      // One unit's worth cannot tell the exclusive or: at best three of the four answers are told by it.
      #expect(loss > 0.4)
    }
  }

  @Test func trainingDoesChangeEqualUnits() throws {
    let (model, _) = try trained(from: .constant(0.5))
    #expect(try model.layer("hidden").getWeights()[0].floats.allSatisfy { abs($0 - 0.5) > 0.01 })
  }

  @Test func differentUnitsBecomeDifferentAndLearn() throws {
    let (model, loss) = try trained(from: .glorotUniform(seed: 1234))
    #expect(Set(try units(model.layer("hidden"))).count == 4)
    #expect(Set(try units(model.layer("middle"))).count == 3)
    #expect(loss < 0.05)
  }
}
