import Testing

@testable import Strata

/// Weights set by hand are read back, used, and refused if they do not fit.
@Suite("Scene: weights by hand") struct WeightsByHandTests {
  private let kernel = Tensor([[1, 2, 3, 4, 5], [10, 20, 30, 40, 50]])
  private let bias = Tensor([0.5, 0, 0, 0, -0.5])

  private func makeModel() throws -> (model: Sequential, layer: Layer) {
    let model = try Sequential(name: "by_hand") {
      Input(shape: [2])
      Dense(5, name: "linear")
    }
    let layer = try model.layer("linear")
    try layer.setWeights([kernel, bias])
    return (model, layer)
  }

  @Test func theyAreReadBackAndUsed() throws {
    let (model, layer) = try makeModel()
    #expect(
      layer.weights.map { "\($0)" } == [
        "by_hand/linear/kernel: float32[2, 5]", "by_hand/linear/bias: float32[5]",
      ])
    #expect(
      try layer.getWeights().map { "\($0)" } == [
        "[[ 1.  2.  3.  4.  5.]\n [10. 20. 30. 40. 50.]]", "[ 0.5  0.   0.   0.  -0.5]",
      ])
    let output = try model.predict(Tensor([[1, 0], [0, 1], [2, 3]]))
    #expect(output.shape == [3, 5])
    #expect(
      output.floats == [1.5, 2, 3, 4, 4.5, 10.5, 20, 30, 40, 49.5, 32.5, 64, 96, 128, 159.5])
  }

  @Test func whatDoesNotFitIsRefusedAndChangesNothing() throws {
    let (_, layer) = try makeModel()
    let mistakes: [([Tensor], StrataError, String)] = [
      (
        [kernel.transposed(), bias],
        .weightShape(weight: "by_hand/linear/kernel", expected: [2, 5], found: [5, 2]),
        "the weight 'by_hand/linear/kernel' has the shape [2, 5], but was given [5, 2]; nothing was changed"
      ),
      (
        [kernel], .weightCount(owner: "linear", expected: 2, found: 1),
        "'linear' has 2 weights, but was given 1; nothing was changed"
      ),
      (
        [kernel, bias, bias], .weightCount(owner: "linear", expected: 2, found: 3),
        "'linear' has 2 weights, but was given 3; nothing was changed"
      ),
      (
        [Tensor.zeros([2, 5]), Tensor.zeros([4])],
        .weightShape(weight: "by_hand/linear/bias", expected: [5], found: [4]),
        "the weight 'by_hand/linear/bias' has the shape [5], but was given [4]; nothing was changed"
      ),
    ]
    for (values, error, message) in mistakes {
      #expect(throws: error) { try layer.setWeights(values) }
      #expect(error.description == message)
      #expect(try layer.getWeights()[0].floats == [1, 2, 3, 4, 5, 10, 20, 30, 40, 50])
      #expect(try layer.getWeights()[1].floats == [0.5, 0, 0, 0, -0.5])
    }
  }

  @Test func oneWeightIsSetByItsName() throws {
    let (model, layer) = try makeModel()
    try layer.weight("bias").assign(Tensor([0, 0, 0, 0, 100]))
    #expect(try model.predict(Tensor([[1, 0]])).floats == [1, 2, 3, 4, 105])
    #expect(throws: StrataError.weightShape(weight: "by_hand/linear/bias", expected: [5], found: [3])) {
      try layer.weight("bias").assign(Tensor([0, 0, 0]))
    }
    let error = #expect(throws: StrataError.self) { try layer.weight("biass") }
    #expect(
      try #require(error).description
        == "the layer 'linear' has no weight 'biass'; its weights are kernel, bias")
  }
}
