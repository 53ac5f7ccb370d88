import Testing

@testable import Strata

/// A network has its structure and its weights before it has seen any data.
@Suite("Scene: structure first") struct StructureFirstTests {
  private func makeModel() throws -> Sequential {
    try Sequential(name: "structure") {
      Input(shape: [10])
      Dense(64, activation: .relu, name: "hidden")
      Dense(10, activation: .softmax, name: "output")
    }
  }

  @Test func theSummaryShowsStructureAndCounts() throws {
    let text = try makeModel().summaryText(width: 76)
    #expect(text.contains("│ hidden (Dense)                  │ (None, 64)             │           704 │"))
    #expect(text.contains("│ output (Dense)                  │ (None, 10)             │           650 │"))
    #expect(text.contains(" Total params: 1,354 (5.29 KB)"))
    #expect(!text.contains("Not built"))
  }

  @Test func theInitializerHasDrawnTheWeights() throws {
    let model = try withRandomSeed(1234) { try makeModel() }
    #expect(try model.getWeights().map(\.shape) == [[10, 64], [64], [64, 10], [10]])
    for layer in model.layers {
      let (kernel, bias) = (try layer.getWeights()[0], try layer.getWeights()[1])
      let limit = Float((6.0 / Double(kernel.shape[0] + kernel.shape[1])).squareRoot())
      #expect(kernel.floats.allSatisfy { abs($0) <= limit })
      #expect(Set(kernel.floats).count == kernel.count)
      // Evenly from end to end: the variance of a uniform distribution is limit² / 3.
      #expect(abs(kernel.variance().scalar(as: Float.self) / (limit * limit / 3) - 1) < 0.1)
      #expect(bias.floats.allSatisfy { $0 == 0 })
    }
  }

  @Test func aLoopFindsTheLayersThatHaveWeights() throws {
    let model = try Sequential {
      Input(shape: [4, 4])
      Flatten(name: "flatten")
      Dense(3, name: "dense")
    }
    #expect(model.layers.filter { !$0.weights.isEmpty }.map(\.name) == ["dense"])
    #expect(try model.layer("flatten").getWeights().isEmpty)
  }
}
