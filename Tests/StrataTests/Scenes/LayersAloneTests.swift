import Testing

@testable import Strata

/// Layers called on tensors, without a model: their shapes, weights and gates.
@Suite("Scene: layers alone") struct LayersAloneTests {
  private let sequences = Tensor.randomNormal([8, 20, 10], seed: 4)

  @Test func dense() throws {
    let layer = Dense(128)
    #expect(try layer(.randomNormal([32, 784], seed: 2)).shape == [32, 128])
    #expect(try layer.kernel.shape == [784, 128])
    #expect(try layer.bias.shape == [128])
  }

  @Test func convolution() throws {
    let layer = Conv2D(32, kernelSize: 3)
    #expect(try layer(.randomNormal([16, 28, 28, 3], seed: 3)).shape == [16, 26, 26, 32])
    #expect(layer.weights.map(\.shape) == [[3, 3, 3, 32], [32]])
  }

  @Test func lstm() throws {
    let layer = LSTM(64, returnSequences: true)
    #expect(try layer(sequences).shape == [8, 20, 64])
    #expect(layer.weights.map(\.shape) == [[10, 256], [64, 256], [256]])
    for gate in [LSTMCell.Gate.input, .forget, .cell, .output] {
      let part = try layer.gate(gate)
      #expect(part.kernel.shape == [10, 64])
      #expect(part.recurrentKernel.shape == [64, 64])
      #expect(part.bias?.scalars() == [Float](repeating: gate == .forget ? 1 : 0, count: 64))
    }
    // The gates are the whole weights, in the order in which Keras has them.
    let gates = try LSTMCell.Gate.allCases.map { try layer.gate($0) }
    #expect(
      Tensor.concatenate(gates.map(\.kernel), axis: 1).scalars() as [Float]
        == (try layer.kernel.value.scalars()))
    #expect(
      Tensor.concatenate(gates.map(\.recurrentKernel), axis: 1).scalars() as [Float]
        == (try layer.recurrentKernel.value.scalars()))
    try layer.setGate(.forget, bias: .full([64], 2))
    #expect(try layer.bias.value[62..<66].scalars() == [0, 0, 2, 2] as [Float])
  }

  @Test func gru() throws {
    let layer = GRU(64, returnSequences: true)
    #expect(try layer(sequences).shape == [8, 20, 64])
    #expect(layer.weights.map(\.shape) == [[10, 192], [64, 192], [2, 192]])
    for gate in [GRUCell.Gate.update, .reset, .candidate] {
      let part = try layer.gate(gate)
      #expect(part.kernel.shape == [10, 64])
      #expect(part.recurrentKernel.shape == [64, 64])
      #expect(part.bias?.shape == [64])
      #expect(part.recurrentBias?.shape == [64])
    }
  }

  @Test func aSequenceIsContinued() throws {
    let layers: [RNN] = [LSTM(64, returnSequences: true), GRU(64, returnSequences: true)]
    for layer in layers {
      let (_, states) = try layer.outputAndStates(sequences[.all, 0..<12])
      let rest = try layer(sequences[.all, 12..<20], initialState: states)
      let whole = try layer(sequences)
      #expect((rest - whole[.all, 12..<20]).abs().max().scalar(as: Float.self) < 1e-6)
    }
  }
}
