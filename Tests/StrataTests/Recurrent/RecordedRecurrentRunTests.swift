import StrataIO
import Testing

@testable import Strata

/// Several calls in a row, initial weights and training of recurrent layers against Keras on JAX.
@Suite struct RecordedRecurrentRunTests {
  private static let cases = try! Fixture("recurrent").cases
  private static func cases(_ kind: String) -> [Fixture.Case] { cases.filter { $0["kind"]?.string == kind } }

  private func tensors(_ recorded: Fixture.Case, _ field: String) throws -> [HostArray] {
    try #require(recorded[field]?.array).map { try recorded.array($0) }
  }

  private func numbers(_ value: JSONValue?) throws -> [Float] {
    try #require(value?.array).compactMap { $0.double.map(Float.init) }
  }

  @Test(arguments: cases("stateful"))
  func stateful(recorded: Fixture.Case) throws {
    let layer = try #require(try KerasConfig(recorded["layer"]).layer() as? RNN)
    let inputs = try tensors(recorded, "inputs").map { Tensor($0) }
    let outputs = try tensors(recorded, "outputs")
    let weights = try tensors(recorded, "weights").map { Tensor($0) }
    try layer.build(inputShape: inputs[0].shape)
    try layer.setWeights(weights)
    let mask = Tensor(try recorded.array("mask"))
    expectClose(try layer(inputs[0]), outputs[0], absolute: 2e-6, "first batch")
    expectClose(try layer(inputs[1], mask: mask), outputs[1], absolute: 2e-6, "second batch")
    for (state, expected) in zip(try #require(layer.states), try tensors(recorded, "states")) {
      expectClose(state.value, expected, absolute: 2e-6, "state")
    }
    layer.resetStates()
    expectClose(try layer(inputs[2]), outputs[2], absolute: 2e-6, "after the reset")

    // The same within compiled programs, where Keras on JAX loses the states.
    layer.resetStates()
    let model = try Sequential([layer])
    expectClose(
      try model.predict(Tensor.concatenate([inputs[0], inputs[0]]), batchSize: 3)[0..<3], outputs[0],
      absolute: 2e-6, "predict")
    #expect(try layer(inputs[0]).scalars() != outputs[0].scalars(as: Float.self))
    #expect(layer.weights.count == weights.count)
  }

  @Test(arguments: cases("images"))
  func imagesInSequences(recorded: Fixture.Case) throws {
    let layer = TimeDistributed(Conv2D(2, kernelSize: 3))
    let input = Tensor(try recorded.array("input"))
    try layer.build(inputShape: PartialShape(input.shape))
    try layer.setWeights(tensors(recorded, "weights").map { Tensor($0) })
    expectClose(try layer(input), try recorded.array("output"), absolute: 5e-6, "images")
  }

  @Test(arguments: cases("initialWeights"))
  func initialWeights(recorded: Fixture.Case) throws {
    try withRandomSeed(UInt32(#require(recorded["seed"]?.integer))) {
      let layers: [Layer] = [
        SimpleRNN(6), LSTM(6), GRU(6), GRU(6, resetAfter: false),
        LSTM(5, biasInitializer: .ones, unitForgetBias: false), LSTM(5, biasInitializer: .randomNormal()),
        RNN([LSTMCell(4), GRUCell(3)]), Bidirectional(LSTM(3)),
        Bidirectional(GRU(3, kernelInitializer: .heNormal(seed: 4))),
        Bidirectional(RNN([SimpleRNNCell(4), LSTMCell(3)])), TimeDistributed(Dense(3)), Embedding(6, 4),
      ]
      let expected = try #require(recorded["layers"]?.array)
      #expect(layers.count == expected.count)
      for (layer, entry) in zip(layers, expected) {
        try layer.build(inputShape: [3, 5, 4])
        #expect(Swift.type(of: layer).className == entry["class_name"]?.string)
        let weights = try #require(entry["weights"]?.array)
        #expect(layer.weights.count == weights.count)
        for (weight, key) in zip(layer.weights, weights) {
          expectClose(weight.value, try recorded.array(key), relative: 1e-5, weight.path)
        }
      }
    }
  }

  @Test(arguments: cases("steps"))
  func threeSteps(recorded: Fixture.Case) throws {
    let model = try Sequential {
      Input(shape: [5, 4])
      try KerasConfig(recorded["layer"]).layer()
      Dense(2)
    }
    try model.setWeights(tensors(recorded, "initialWeights").map { Tensor($0) })
    model.compile(
      optimizer: recorded["optimizer"]?.string == "adam" ? .adam() : .sgd(), loss: .meanSquaredError())
    let (x, y) = (Tensor(try recorded.array("x")), Tensor(try recorded.array("y")))
    let losses = try numbers(recorded["losses"])
    #expect(losses.count == 3)
    let found = try losses.map { _ in
      model.resetMetrics()
      return Float(try #require(try model.trainOnBatch(x, y)["loss"]))
    }
    expectClose(found, losses, "losses")
    for (weight, expected) in zip(model.weights, try tensors(recorded, "finalWeights")) {
      expectClose(weight.value, expected, absolute: 1e-5, "\(weight.path) after three steps")
    }
  }

  @Test(arguments: cases("maskedFit"))
  func maskedFit(recorded: Fixture.Case) throws {
    let (x, y) = (Tensor(try recorded.array("x")), Tensor(try recorded.array("y")))
    try withRandomSeed(UInt32(#require(recorded["seed"]?.integer))) {
      let model = try Sequential {
        Input(shape: [6])
        Embedding(9, 5, maskZero: true)
        Bidirectional(GRU(4, dropout: 0.25, returnSequences: true))
        LSTM(6, recurrentDropout: 0.3, returnSequences: true)
        Dropout(0.1)
        TimeDistributed(Dense(3, activation: .softmax))
      }
      model.compile(
        optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()],
        weightedMetrics: [.sparseCategoricalCrossentropy()])
      for (weight, expected) in zip(model.weights, try tensors(recorded, "initialWeights")) {
        expectClose(weight.value, expected, relative: 1e-5, "\(weight.path) at first")
      }
      let history = try model.fit(
        x, y, batchSize: 5, epochs: 3, verbose: 0, validationSplit: 0.25,
        sampleWeight: Tensor(try recorded.array("sampleWeight")))
      let expected = try #require(recorded["history"]?.object)
      #expect(Set(history.values.keys) == Set(expected.keys))
      // Keras on JAX loses the mask before the metrics of a training step, so those are not compared.
      for (key, values) in expected where key == "loss" || key.hasPrefix("val_") {
        expectClose(history[key].map(Float.init), try numbers(values), relative: 1e-4, key)
      }
      for (weight, expected) in zip(model.weights, try tensors(recorded, "finalWeights")) {
        expectClose(weight.value, expected, absolute: 5e-5, relative: 1e-3, "\(weight.path) at last")
      }
      let evaluation = try model.evaluate(x, y, batchSize: 7, verbose: 0)
      for (key, value) in try #require(recorded["evaluation"]?.object) {
        expectClose(
          [Float(try #require(evaluation[key]))], [Float(try #require(value.double))], relative: 1e-4, key)
      }
      expectClose(
        try model.predict(x[0..<4]), try recorded.array("prediction"), absolute: 2e-5, "prediction")
    }
  }
}
