import Testing

@testable import Strata

/// Where masks come from, which layers pass them on, and what they change in training.
@Suite struct MaskTests {
  private let tokens = Tensor([[3, 1, 0, 0], [2, 2, 4, 0]] as [[Int32]])
  private let counting: [Bool] = [true, true, false, false, true, true, true, false]

  private func mask(_ tensor: Tensor) -> [Bool]? { tensor.mask?.scalars() }

  @Test func embeddingMakesAMask() throws {
    #expect(mask(try Embedding(5, 2, maskZero: true)(tokens)) == counting)
    #expect(try Embedding(5, 2)(tokens).mask == nil)
    let given = Tensor.randomUniform([5, 2], seed: 1)
    let layer = Embedding(5, 2, weights: given)
    #expect(try layer(tokens)[1, 2].scalars() == given[4].scalars() as [Float])
    #expect(throws: StrataError.self) { try Embedding(5, 2, weights: given.transposed())(tokens) }
  }

  @Test func numbersBeyondTheEmbedding() throws {
    let model = try Sequential([TimeDistributed(Embedding(4, 2)), Flatten(), Dense(1)])
    model.compile(optimizer: .sgd(), loss: .meanSquaredError())
    let (x, y) = (tokens.reshaped(2, 2, 2), Tensor.zeros([2, 1]))
    let calls: [() throws -> Void] = [
      { _ = try Embedding(4, 2)(self.tokens) }, { _ = try Embedding(4, 2)(self.tokens - 4) },
      { _ = try model(x) }, { _ = try model.predict(x) }, { _ = try model.fit(x, y, verbose: 0) },
      { _ = try model.trainOnBatch(x, y) }, { _ = try model.evaluate(x, y, verbose: 0) },
    ]
    for call in calls { #expect(throws: StrataError.self) { try call() } }
    do {
      _ = try model.predict(x)
    } catch StrataError.incompatibleInput(_, let expected, let found) {
      #expect(expected == "numbers from 0 to 3" && found == "4 in sample 1")
    }
  }

  @Test func maskingMakesAMask() throws {
    let x = Tensor([1, 2, 9, 9, 9, 3] as [Float], shape: [1, 3, 2])
    let output = try Masking(maskValue: 9)(x)
    #expect(mask(output) == [true, false, true])
    #expect(output.scalars() == [1, 2, 0, 0, 9, 3] as [Float])
  }

  @Test func layersPassMasksOn() throws {
    let embedded = try Embedding(5, 3, maskZero: true)(tokens)
    let passing: [Layer] = [
      Dense(2), Activation(.relu), Dropout(0.5), BatchNormalization(), ReLU(), LeakyReLU(), PReLU(), ELU(),
      Masking(maskValue: 100), LSTM(2, returnSequences: true), Bidirectional(GRU(2, returnSequences: true)),
      TimeDistributed(Dense(2)), RNN(SimpleRNNCell(2), returnSequences: true),
    ]
    for layer in passing {
      let expected = layer is Masking ? [Bool](repeating: true, count: 8) : counting
      #expect(mask(try layer(embedded)) == expected, "\(layer)")
    }
    for layer in [LSTM(2), Bidirectional(GRU(2)), Flatten(), Reshape([12])] {
      #expect(try layer(embedded).mask == nil, "\(layer)")
    }
    let model = try Sequential([Embedding(5, 3, maskZero: true), Dense(2), GRU(2, returnSequences: true)])
    #expect(mask(try model(tokens)) == counting)
    #expect(mask(try Dense(1)(model(tokens))) == counting)
    #expect((try model(tokens) * 2).mask == nil)
  }

  @Test func whatDoesNotCountDoesNotMatter() throws {
    let (embedding, lstm) = (Embedding(5, 3, maskZero: true), LSTM(4))
    let padded = try lstm(embedding(tokens))
    let short = try lstm(embedding(tokens[0..<1, 0..<2]))
    for (found, expected) in zip(padded[0].scalars(as: Float.self), short[0].scalars(as: Float.self)) {
      #expect(abs(found - expected) < 1e-6)
    }
  }

  /// The loss is the mean over the positions that count, and so is a metric.
  @Test func maskReachesLossAndMetrics() throws {
    let x = Tensor([1, 2, 0, 3] as [Float], shape: [2, 2, 1])
    let dense = Dense(1)
    let model = try Sequential([Masking(), dense])
    try model.build(inputShape: [nil, 2, 1])
    try dense.setWeights([Tensor([2] as [Float], shape: [1, 1]), Tensor([0] as [Float])])
    let custom = MeanMetric(name: "distance") { yTrue, yPred in (yTrue - yPred).abs().mean(axis: -1) }
    model.compile(
      optimizer: .sgd(), loss: .meanSquaredError(), metrics: [.meanSquaredError(), custom],
      weightedMetrics: [.mae()])
    // Outputs 2, 4, (0), 6 against 1, 1, 1, 1: differences 1, 3 and 5.
    let logs = try model.evaluate(x, Tensor.ones([2, 2, 1]), verbose: 0)
    #expect(abs((logs["loss"] ?? 0) - 35.0 / 3) < 1e-5)
    // As in Keras, a metric has the mean of each sample first: (1 + 9) / 2 and 25 / 2 with weights 1 and 1/2.
    #expect(abs((logs["mean_squared_error"] ?? 0) - (5 + 12.5) / 1.5) < 1e-5)
    #expect(abs((logs["distance"] ?? 0) - (2 + 2.5) / 1.5) < 1e-5)
    let weighted = try model.evaluate(
      x, Tensor.ones([2, 2, 1]), verbose: 0, sampleWeight: Tensor([1, 1, 3, 3] as [Float], shape: [2, 2]))
    #expect(abs((weighted["loss"] ?? 0) - (1 + 9 + 3 * 25) / 3) < 1e-5)
    #expect(abs((weighted["mae"] ?? 0) - (2 + 3 * 2.5) / (1 + 1.5)) < 1e-5)
  }

  @Test func maskReachesMetricsOfTraining() throws {
    let model = try Sequential([Embedding(5, 3, maskZero: true), Dense(3, activation: .softmax)])
    model.compile(
      optimizer: .sgd(learningRate: 0), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
    let y = Tensor([[0, 1, 2, 0], [2, 2, 1, 1]] as [[Int32]])
    let history = try model.fit(tokens, y, epochs: 1, verbose: 0)
    let evaluation = try model.evaluate(tokens, y, verbose: 0)
    #expect(history["loss"][0] == evaluation["loss"])
    #expect(history["accuracy"][0] == evaluation["accuracy"])
    let hits: [Bool] = (try model(tokens).argmax(axis: -1) .== y).scalars()
    let counted = zip(hits, counting).map { $0 && $1 }
    let means = [0, 4].map { start in Double(counted[start..<start + 4].count { $0 }) / 4 }
    #expect(abs(history["accuracy"][0] - (means[0] + means[1]) / (0.5 + 0.75)) < 1e-6)
  }

  @Test func timeDistributedStepsAreTheLayersOwn() throws {
    let x = Tensor.randomUniform([2, 3, 4], seed: 3)
    let dense = Dense(2)
    let output = try TimeDistributed(dense)(x)
    for step in 0..<3 {
      let expected = try dense(x[.all, step])
      #expect(output[.all, step].allClose(to: expected))
    }
    let nested = TimeDistributed(LSTM(2))
    #expect(try nested(.ones([2, 3, 5, 4])).shape == [2, 3, 2])
    #expect(try nested.outputShape(for: [nil, nil, 5, 4]) == [nil, nil, 2])
  }
}
