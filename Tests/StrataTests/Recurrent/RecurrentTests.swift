import Foundation
import StrataIO
import Testing

@testable import Strata

/// What recurrent layers promise beyond Keras's numbers.
@Suite struct RecurrentTests {
  private func numbers(_ shape: [Int], seed: Int) -> Tensor {
    .randomUniform(shape, from: -1, to: 1, seed: seed)
  }

  // MARK: Cells of one's own

  /// A cell that computes with a layer in a property.
  private final class CellOfLayers: RNNCell {
    private let inner = Dense(3, activation: .tanh)
    override var stateSizes: [Int] { [3] }
    override func call(
      _ input: Tensor, states: [Tensor], context: CallContext
    ) throws -> (output: Tensor, states: [Tensor]) {
      let h = try inner(Tensor.concatenate([input, states[0]], axis: -1))
      return (h, [h])
    }
  }

  @Test func cellsMayComputeWithLayers() throws {
    let cell = CellOfLayers()
    let layer = RNN(cell, returnSequences: true)
    let x = numbers([2, 4, 5], seed: 1)
    let y = try layer(x)
    #expect(y.shape == [2, 4, 3])
    #expect(layer.weights.map(\.shape) == [[8, 3], [3]])
    // The first step starts from zeros.
    let first = Tensor.concatenate([x[.all, 0], .zeros([2, 3])], axis: -1)
    let (kernel, bias) = (layer.weights[0].value, layer.weights[1].value)
    #expect(y[.all, 0].allClose(to: (matmul(first, kernel) + bias).tanh(), absoluteTolerance: 1e-6))
  }

  /// Output: the sum of all inputs so far, times a weight. State: the sum.
  private final class Total: RNNCell {
    override var stateSizes: [Int] { [2] }
    override func createWeights(inputShape: PartialShape) throws {
      try addWeight(name: "factor", shape: [2], initializer: .constant(3))
    }
    override func call(
      _ input: Tensor, states: [Tensor], context: CallContext
    ) throws -> (output: Tensor, states: [Tensor]) {
      let total = states[0] + input
      return (total * (try weight("factor").value), [total])
    }
    override func copy() -> RNNCell? { Total() }
  }

  private let steps = Tensor([1, 10, 2, 20, 4, 40] as [Float], shape: [1, 3, 2])

  @Test func ownCell() throws {
    #expect(try RNN(Total())(steps).scalars() == [21, 210] as [Float])
    let layer = RNN(Total(), returnSequences: true)
    #expect(try layer(steps).scalars() == [3, 30, 9, 90, 21, 210] as [Float])
    #expect(layer.weights.map(\.path) == ["\(layer.name)/\(layer.cell.name)/factor"])
    let (output, states) = try layer.outputAndStates(
      steps, initialState: [Tensor([100, 0] as [Float], shape: [1, 2])])
    #expect(output[0, 0].scalars() == [303, 30] as [Float])
    #expect(states[0].scalars() == [107, 70] as [Float])
    #expect(try layer.cell(steps[.all, 0], states: [.ones([1, 2])]).output.scalars() == [6, 33] as [Float])
  }

  @Test func ownCellInBothDirections() throws {
    let layer = Bidirectional(RNN(Total(), returnSequences: true))
    #expect(try layer(steps)[0, 0].scalars() == [3, 30, 21, 210] as [Float])
    let (forward, backward) = try layer.separateOutputs(steps)
    #expect(forward[0, 2].scalars() == [21, 210] as [Float])
    #expect(backward[0, 2].scalars() == [12, 120] as [Float])
    #expect(layer.weights.count == 2 && layer.weights[0] !== layer.weights[1])
  }

  /// Adds a random number of its own in each step, and counts the steps.
  private final class Noisy: RNNCell {
    let generator = SeedGenerator(seed: 5)
    let count = Variable(Tensor(Int32(0)), trainable: false)
    override var stateSizes: [Int] { [1] }
    override func call(
      _ input: Tensor, states: [Tensor], context: CallContext
    ) throws -> (output: Tensor, states: [Tensor]) {
      count.value = count.value + 1
      return (.randomUniform([1, 1], seed: generator), states)
    }
  }

  @Test func randomNumbersOfEachStep() throws {
    let cell = Noisy()
    let found = try RNN(cell, returnSequences: true)(.zeros([1, 4, 1])).flattened()
    let expected = SeedGenerator(seed: 5)
    let draws = (0..<4).map { _ in Tensor.randomUniform([1, 1], seed: expected).scalar(as: Float.self) }
    #expect(found.scalars() == draws)
    #expect(cell.count.value.scalar(as: Int32.self) == 4)
  }

  /// A cell without any state: a layer for each step.
  private final class Doubling: RNNCell {
    override var stateSizes: [Int] { [] }
    override var outputSize: Int { 2 }
    override func call(
      _ input: Tensor, states: [Tensor], context: CallContext
    ) throws -> (output: Tensor, states: [Tensor]) { (input * 2, []) }
  }

  @Test func cellsOnTopOfEachOther() throws {
    #expect(try RNN(Doubling(), returnSequences: true)(steps).allClose(to: steps * 2))
    let both = RNN([Doubling(), Total()])
    #expect(try both(steps).scalars() == [42, 420] as [Float])
    #expect(throws: StrataError.self) { try RNN(Doubling())(steps, mask: .ones([1, 3], dtype: .bool)) }
  }

  // MARK: Gates

  @Test func gatesOfAnLSTM() throws {
    let layer = LSTM(3)
    #expect(throws: StrataError.self) { try layer.gate(.input) }
    try layer.build(inputShape: [nil, 4, 2])
    try layer.setWeights([numbers([2, 12], seed: 1), numbers([3, 12], seed: 2), numbers([12], seed: 3)])
    for (index, gate) in LSTMCell.Gate.allCases.enumerated() {
      let part = try layer.gate(gate)
      let columns = index * 3..<(index + 1) * 3
      #expect(part.kernel.scalars() == (try layer.kernel.value[.all, columns].scalars()) as [Float])
      #expect(
        part.recurrentKernel.scalars() == (try layer.recurrentKernel.value[.all, columns].scalars())
          as [Float])
      #expect(part.bias?.scalars() == (try layer.bias.value[columns].scalars()) as [Float])
      #expect(part.recurrentBias == nil)
    }
    let before = try layer.getWeights()
    try layer.setGate(.forget, recurrentKernel: .ones([3, 3]), bias: .full([3], 7))
    #expect(try layer.gate(.forget).bias?.scalars() == [7, 7, 7] as [Float])
    #expect(try layer.gate(.forget).recurrentKernel.scalars() == [Float](repeating: 1, count: 9))
    #expect(try layer.kernel.value.scalars() == before[0].scalars() as [Float])
    for gate in [LSTMCell.Gate.input, .cell, .output] {
      let columns = gate.rawValue * 3..<(gate.rawValue + 1) * 3
      #expect(try layer.gate(gate).bias?.scalars() == before[2][columns].scalars() as [Float])
    }
    #expect(
      throws: StrataError.weightShape(
        weight: "\(layer.name)/lstm_cell/bias of one gate", expected: [3], found: [4])
    ) {
      try layer.setGate(.input, kernel: .zeros([2, 3]), bias: .zeros([4]))
    }
    #expect(try layer.kernel.value.scalars() == before[0].scalars() as [Float])
  }

  @Test func gatesOfAGRU() throws {
    let layer = GRU(2)
    try layer.build(inputShape: [nil, 4, 3])
    try layer.setGate(.reset, bias: .full([2], 1), recurrentBias: .full([2], 2))
    #expect(try layer.bias.value.scalars() == [0, 0, 1, 1, 0, 0, 0, 0, 2, 2, 0, 0] as [Float])
    #expect(try layer.gate(.reset).recurrentBias?.scalars() == [2, 2] as [Float])
    #expect(
      try layer.gate(.candidate).kernel.scalars() == (try layer.kernel.value[.all, 4..<6].scalars())
        as [Float])

    let oneBias = GRU(2, resetAfter: false)
    try oneBias.build(inputShape: [nil, 4, 3])
    #expect(try oneBias.gate(.update).bias?.shape == [2])
    #expect(throws: StrataError.self) { try oneBias.setGate(.update, recurrentBias: .zeros([2])) }
    let noBias = GRU(2, useBias: false)
    try noBias.build(inputShape: [nil, 4, 3])
    #expect(try noBias.gate(.update).bias == nil)
    #expect(throws: StrataError.self) { try noBias.setGate(.update, bias: .zeros([2])) }
  }

  // MARK: Gradients of gradients

  /// The directional derivative of the squared gradient, in float32, against a central difference of it.
  @Test func secondOrderGradient() throws {
    let layer = LSTM(2)
    try layer.build(inputShape: [nil, 3, 2])
    try layer.setWeights([numbers([2, 8], seed: 4), numbers([2, 8], seed: 5), numbers([8], seed: 6)])
    let (x, direction) = (numbers([2, 3, 2], seed: 7), numbers([2, 3, 2], seed: 8))
    func squaredGradient(_ x: Tensor) throws -> Tensor {
      try gradient(at: x) { try layer($0).square().sum() }.square().sum()
    }
    let slope = try gradient(at: x) { try squaredGradient($0) }
    let found = (slope * direction).sum().scalar(as: Float.self)
    let step: Float = 0.02
    func value(_ factor: Float) throws -> Double {
      Double(try squaredGradient(x + direction * (factor * step)).scalar(as: Float.self))
    }
    // Richardson's combination of two central differences: the error is of fourth order in the step.
    let coarse = try (value(2) - value(-2)) / Double(4 * step)
    let fine = try (value(1) - value(-1)) / Double(2 * step)
    let expected = (4 * fine - coarse) / 3
    #expect(abs(Double(found) - expected) < 2e-3 * abs(expected) + 1e-4, "\(found), not \(expected)")
    #expect(abs(expected) > 1e-3)
  }

  // MARK: Wrong arguments

  private func expectIncompatible(
    _ found: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) {
    do {
      try body()
      Issue.record("no error", sourceLocation: sourceLocation)
    } catch StrataError.incompatibleInput(_, _, let actual) {
      #expect(actual.contains(found), sourceLocation: sourceLocation)
    } catch {
      Issue.record("\(error)", sourceLocation: sourceLocation)
    }
  }

  @Test func wrongInputs() throws {
    let layers: [RNN] = [SimpleRNN(3), LSTM(3), GRU(3), RNN(LSTMCell(3))]
    for layer in layers {
      expectIncompatible("(8, 4)") { _ = try layer(.ones([8, 4])) }
      _ = try layer(.ones([2, 3, 4]))
      expectIncompatible("(2, 3, 5)") { _ = try layer(.ones([2, 3, 5])) }
      expectIncompatible("(2, 3, 4, 4)") { _ = try layer(.ones([2, 3, 4, 4])) }
      expectIncompatible("[2, 0, 4]") { _ = try layer(.ones([2, 0, 4])) }
      expectIncompatible("[2, 2]") { _ = try layer(.ones([2, 3, 4]), mask: .ones([2, 2], dtype: .bool)) }
      expectIncompatible("[3]") { _ = try layer(.ones([2, 3, 4]), initialState: [.ones([3])]) }
      expectIncompatible("[]") { _ = try layer(.ones([2, 3, 4]), initialState: []) }
    }
    let lstm = LSTM(3)
    expectIncompatible("[[2, 3]]") { _ = try lstm(.ones([2, 3, 4]), initialState: [.ones([2, 3])]) }
    let both = Bidirectional(LSTM(3))
    expectIncompatible("3") {
      _ = try both.outputAndStates(
        .ones([2, 3, 4]), initialState: [Tensor](repeating: .ones([2, 3]), count: 3))
    }
    expectIncompatible("[2]") {
      _ = try TimeDistributed(Dense(2))(.ones([2, 3, 4]), mask: .ones([2], dtype: .bool))
    }
    expectIncompatible("(2, 3)") { _ = try TimeDistributed(Dense(2))(.ones([2, 3])) }
  }

  @Test func statefulBatchesOfOneSize() throws {
    let layer = LSTM(3, stateful: true)
    #expect(try layer.outputShape(for: [nil, 3, 4]) == [nil, 3])
    #expect(layer.states == nil)
    _ = try layer(.ones([2, 3, 4]))
    expectIncompatible("5") { _ = try layer(.ones([5, 3, 4])) }
    #expect(layer.states?.map(\.shape) == [[2, 3], [2, 3]])

    // States that are given are the first ones of this call, and those after it are kept.
    let other = GRU(3, stateful: true)
    let (_, after) = try other.outputAndStates(.ones([2, 3, 4]), initialState: [.ones([2, 3])])
    #expect(other.states?[0].value.scalars() == after[0].scalars() as [Float])
  }

  @Test func sharedCells() throws {
    let cell = LSTMCell(3)
    let (first, second) = (RNN(cell), RNN(cell))
    _ = try first(.ones([2, 3, 4]))
    #expect(try second(.ones([2, 3, 4])).shape == [2, 3])
    expectIncompatible("(2, 5)") { _ = try RNN(cell)(.ones([2, 3, 5])) }
    expectIncompatible("(2, 5)") { _ = try RNN([cell, GRUCell(2)])(.ones([2, 3, 5])) }
  }

  private final class Growing: RNNCell {
    override var stateSizes: [Int] { [2] }
    override func call(
      _ input: Tensor, states: [Tensor], context: CallContext
    ) throws -> (output: Tensor, states: [Tensor]) {
      (input, [.concatenate([states[0], states[0]], axis: -1)])
    }
  }

  private final class WithLoss: RNNCell {
    override var stateSizes: [Int] { [4] }
    override func call(
      _ input: Tensor, states: [Tensor], context: CallContext
    ) throws -> (output: Tensor, states: [Tensor]) {
      context.addLoss(input.sum())
      return (input, states)
    }
  }

  @Test func cellsThatCannotBeUsed() throws {
    let x = Tensor.ones([2, 3, 4])
    for layer: Layer in [
      LSTM(0), GRU(2, dropout: 1.5), SimpleRNN(2, recurrentDropout: -1), RNN([RNNCell]()),
      Bidirectional(LSTM(2, goBackwards: true)), Bidirectional(RNN(Growing())), RNN(Growing()),
      RNN(WithLoss()),
      Bidirectional(LSTM(2), backwardLayer: LSTM(2, returnSequences: true, goBackwards: true)), LSTMCell(3),
    ] {
      #expect(throws: StrataError.self, "\(layer)") { try layer(layer is RNNCell ? x[0] : x) }
    }
    // A first state that cannot stand for the output.
    var masked = x
    masked.mask = .ones([2, 3], dtype: .bool)
    let layer = RNN(NarrowState())
    #expect(throws: StrataError.self) { try layer(masked) }
    #expect(try layer(x).shape == [2, 4])
    #expect(try RNN(NarrowState(), zeroOutputForMask: true)(masked).shape == [2, 4])
  }

  private final class NarrowState: RNNCell {
    override var stateSizes: [Int] { [1] }
    override var outputSize: Int { 4 }
    override func call(
      _ input: Tensor, states: [Tensor], context: CallContext
    ) throws -> (output: Tensor, states: [Tensor]) { (input * states[0], states) }
  }

  // MARK: Weights in files

  @Test func weightKeys() throws {
    let model = try Sequential {
      Input(shape: [4, 3])
      Bidirectional(LSTM(2, returnSequences: true))
      RNN([GRUCell(3), GRUCell(2)], returnSequences: true)
      TimeDistributed(Dense(2))
      SimpleRNN(2)
    }
    #expect(
      model.weightKeys().map(\.key) == [
        "bidirectional/forward_layer/cell/kernel", "bidirectional/forward_layer/cell/recurrent_kernel",
        "bidirectional/forward_layer/cell/bias", "bidirectional/backward_layer/cell/kernel",
        "bidirectional/backward_layer/cell/recurrent_kernel", "bidirectional/backward_layer/cell/bias",
        "rnn/cell/cells/gru_cell/kernel", "rnn/cell/cells/gru_cell/recurrent_kernel",
        "rnn/cell/cells/gru_cell/bias", "rnn/cell/cells/gru_cell_1/kernel",
        "rnn/cell/cells/gru_cell_1/recurrent_kernel", "rnn/cell/cells/gru_cell_1/bias",
        "time_distributed/layer/kernel", "time_distributed/layer/bias", "simple_rnn/cell/kernel",
        "simple_rnn/cell/recurrent_kernel", "simple_rnn/cell/bias",
      ])
  }

  @Test(arguments: ["safetensors", "npz"])
  func weightsInFiles(format: String) throws {
    func make() throws -> Sequential {
      try Sequential {
        Input(shape: [4])
        Embedding(7, 3, maskZero: true)
        Bidirectional(LSTM(2, returnSequences: true))
        RNN([GRUCell(3), SimpleRNNCell(2)])
      }
    }
    let path = FileManager.default.temporaryDirectory.path + "/recurrent-\(UUID()).\(format)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (first, second) = (try make(), try make())
    try first.saveWeights(to: path)
    try second.loadWeights(from: path)
    let tokens = Tensor([[1, 2, 3, 0], [6, 5, 0, 0]] as [[Int32]])
    #expect(try first(tokens).scalars() == second(tokens).scalars() as [Float])
  }

  @Test func penaltiesOfOutputsAndWeights() throws {
    let layer = LSTM(
      2, kernelRegularizer: .l2(0.5), activityRegularizer: .l2(0.1), returnSequences: true)
    let model = try Sequential {
      Input(shape: [3, 2])
      layer
    }
    model.compile(optimizer: .sgd(), loss: .meanSquaredError())
    let x = numbers([4, 3, 2], seed: 9)
    let y = try layer(x)
    let loss = try #require(try model.evaluate(x, y, batchSize: 4, verbose: 0)["loss"])
    let expected = 0.5 * (try layer.kernel.value).square().sum() + 0.1 / 4 * y.square().sum()
    #expect(abs(loss - Double(expected.scalar(as: Float.self))) < 1e-5)
  }
}
