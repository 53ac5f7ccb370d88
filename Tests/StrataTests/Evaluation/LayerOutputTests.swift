import Testing

@testable import Strata

@Suite("Outputs of inner layers")
struct LayerOutputTests {
  private func model() throws -> Sequential {
    let block = try Sequential(name: "block") { Dense(3, activation: .relu, name: "inner") }
    return try Sequential(name: "outer") {
      Input(shape: [2])
      Dense(4, activation: .tanh, name: "first")
      block
      Dense(1, name: "last")
    }
  }

  @Test("They are what the layers give one after the other")
  func values() throws {
    let model = try model()
    let x = Tensor.randomNormal([5, 2], seed: 3)
    let first = try model.layers[0](x)
    let inner = try model.layers[1](first)
    // Batches of 2 leave a last one of 1.
    #expect(try model.outputs(of: "first", for: x, batchSize: 2).doubles == first.doubles)
    #expect(try model.outputs(of: "block/inner", for: x).doubles == inner.doubles)
    let both = try model.outputs(of: [model.layers[2], model.layers[0]], for: x)
    #expect(both.map(\.shape) == [[5, 1], [5, 4]])
    #expect(both[0].doubles == (try model.predict(x)).doubles)
  }

  @Test("An unknown layer and one that is never called are errors")
  func mistakes() throws {
    let model = try model()
    let x = Tensor.zeros([1, 2])
    #expect(
      throws: StrataError.unknownLayer(name: "nix", model: "outer", existing: ["first", "block", "last"])
    ) {
      try model.outputs(of: "nix", for: x)
    }
    #expect(throws: StrataError.unknownLayer(name: "block/nix", model: "block", existing: ["inner"])) {
      try model.outputs(of: "block/nix", for: x)
    }
    #expect(throws: StrataError.self) { try model.outputs(of: [Dense(1)], for: x) }
    #expect(throws: StrataError.invalidData("there are no samples: x has the shape [0, 2]")) {
      try model.outputs(of: "first", for: Tensor.zeros([0, 2]))
    }
  }

  @Test("A layer within the steps of a recurrence has no single output")
  func recurrence() throws {
    final class Cell: RNNCell {
      let inner = Dense(4, name: "inner")
      override var stateSizes: [Int] { [4] }
      override func createWeights(inputShape: PartialShape) throws { try inner.build(inputShape: inputShape) }
      override func call(
        _ input: Tensor, states: [Tensor], context: CallContext
      ) throws -> (output: Tensor, states: [Tensor]) {
        let sum = try inner(input) + states[0]
        return (sum, [sum])
      }
    }
    let cell = Cell(name: "cell")
    let model = try Sequential([Input(shape: [5, 3]), RNN(cell, name: "rnn"), Dense(1)], name: "sums")
    let x = Tensor.randomNormal([2, 5, 3], seed: 3)
    #expect(
      throws: StrataError.invalidArgument(
        owner: "sums", argument: "layers",
        expected: "layers that the model calls, and not in the steps of a recurrence", found: "'inner'")
    ) {
      try model.outputs(of: "rnn/cell/inner", for: x)
    }
    let direct = try model.layers[0](x)
    #expect(try model.outputs(of: "rnn", for: x).doubles == direct.doubles)
  }
}
