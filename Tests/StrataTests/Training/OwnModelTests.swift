import Testing

@testable import Strata

/// Two inputs, of which each goes through a layer of its own.
private final class TwoTowers: Model {
  let left = Dense(4, activation: .tanh)
  let right = Dense(3)
  let head = Dense(1)

  override func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    [try head(.concatenate([left(inputs[0]), right(inputs[1])], axis: 1))]
  }
}

@Suite("Models of one's own that say nothing of how many inputs they take")
struct OwnModelTests {
  private let inputs = [
    Tensor.randomUniform([6, 5], from: -1, to: 1, seed: 1),
    Tensor.randomUniform([6, 2], from: -1, to: 1, seed: 2),
  ]
  private let truth = Tensor.randomUniform([6, 1], from: -1, to: 1, seed: 3)

  private func losses(_ model: Model) throws -> [Double] {
    model.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError())
    return try model.fit(inputs, truth, batchSize: 3, epochs: 3, verbose: .silent, shuffle: false)["loss"]
  }

  @Test("They train as the functional model with the same layers")
  func training() throws {
    let own = TwoTowers()
    try own.build(inputShapes: [[nil, 5], [nil, 2]])
    let (left, right) = (Input(shape: [5]), Input(shape: [2]))
    let joined = try Concatenate()([
      Dense(4, activation: .tanh)(left), Dense(3)(right),
    ])
    let functional = try Model(inputs: [left, right], outputs: Dense(1)(joined))
    try functional.setWeights(own.getWeights())
    #expect(try own.predict(inputs).allClose(to: functional.predict(inputs)))
    let expected = try losses(functional)
    for (loss, expected) in zip(try losses(own), expected) { #expect(abs(loss - expected) < 1e-6) }
    #expect(expected[2] < expected[0])
  }

  @Test("Layers for one input refuse several, and none")
  func oneInput() throws {
    #expect(throws: StrataError.self) { try Dense(2).outputs(for: inputs) }
    #expect(throws: StrataError.self) { try Dropout(0.5).outputs(for: inputs) }
    #expect(throws: StrataError.self) { try Flatten().outputs(for: [Tensor]()) }
    #expect(throws: StrataError.self) { try BatchNormalization()([Input(shape: [5]), Input(shape: [5])]) }
  }
}
