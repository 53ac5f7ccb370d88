import StrataIO
import Testing

@testable import Strata

/// A training run of Keras with several inputs or outputs, of the family `severalOutputs`.
struct RecordedSeveralOutputs {
  let recorded: Fixture.Case
  let inputs: [Tensor]
  let truths: [Tensor]
  let sampleWeights: [Tensor]

  init(_ name: String) throws {
    let recorded = try Fixture("severalOutputs").named(name)
    func tensors(_ field: String) throws -> [Tensor] {
      try #require(recorded[field]?.array).map { Tensor(try recorded.array($0).hostBuffer()) }
    }
    self.recorded = recorded
    inputs = try tensors("inputs")
    truths = try tensors("truths")
    sampleWeights = try tensors("sampleWeights")
  }

  /// Trains the model from Keras's first weights on, and expects what Keras gets.
  /// - Parameters:
  ///   - x: the inputs as `fit` takes them.
  ///   - unmasked: an output with a mask. Keras on JAX loses it before the metrics of a training step, so those are
  ///     not compared; in an evaluation they are.
  func expectSameRun(
    _ model: Model, _ x: any TensorOrList, _ y: any TensorOrList, unmasked: String? = nil,
    fit: (Model) throws -> History
  ) throws {
    try model.build(inputShapes: inputs.map { PartialShape(batchesLike: $0.shape) })
    for (layer, arrays) in try weights("initialWeights") { try model.layer(layer).setWeights(arrays) }
    let history = try withRandomSeed(UInt32(#require(recorded["seed"]?.integer))) { try fit(model) }

    let expected = try #require(recorded["history"]?.object)
    #expect(Set(history.values.keys) == Set(expected.keys))
    for (key, values) in expected {
      if let unmasked, key.hasPrefix(unmasked), !key.hasSuffix("_loss") { continue }
      let numbers = try #require(values.array).compactMap { $0.double.map(Float.init) }
      expectClose(history[key].map(Float.init), numbers, absolute: 1e-6, relative: 2e-5, key)
    }
    for (layer, arrays) in try weights("finalWeights") {
      for (found, array) in zip(try model.layer(layer).getWeights(), arrays) {
        expectClose(found.scalars(), array.scalars(), absolute: 1e-5, relative: 0, layer)
      }
    }
    let evaluation = try model.evaluate(x, y, batchSize: 8, verbose: 0)
    let expectedEvaluation = try #require(recorded["evaluation"]?.object)
    #expect(Set(evaluation.keys) == Set(expectedEvaluation.keys))
    for (key, value) in expectedEvaluation {
      expectClose(
        [Float(evaluation[key] ?? .nan)], [Float(try #require(value.double))], relative: 2e-5,
        "evaluation \(key)")
    }
    let predictions = try model.predictAll(x, batchSize: 7)
    let expectedPredictions = try #require(recorded["predictions"]?.array)
    #expect(predictions.count == expectedPredictions.count)
    for (found, key) in zip(predictions, expectedPredictions) {
      expectClose(found, try recorded.array(key), absolute: 1e-5, "prediction")
    }
  }

  private func weights(_ field: String) throws -> [(layer: String, arrays: [Tensor])] {
    try #require(recorded[field]?.array).map { entry in
      (
        try #require(entry["layer"]?.string),
        try #require(entry["values"]?.array).map { Tensor(try recorded.array($0).hostBuffer()) }
      )
    }
  }
}

/// Words and facts in, a price and a kind out.
func ticketModel() throws -> Model {
  let words = Input(shape: [6], dtype: .int32, name: "words")
  let facts = Input(shape: [4], name: "facts")
  let read = try LSTM(6, name: "reader")(Embedding(12, 5, maskZero: true, name: "table")(words))
  let seen = try Dense(5, activation: .tanh, activityRegularizer: .l2(0.01), name: "seen")(facts)
  let both = try Concatenate(name: "both")([read, seen])
  let price = try Dense(1, kernelRegularizer: .l2(0.02), name: "price")(both)
  let kind = try Dense(3, activation: .softmax, name: "kind")(both)
  return try Model(inputs: [words, facts], outputs: [price, kind])
}

/// Words in; a tag for each of them out, and a tone for all.
func taggerModel() throws -> Model {
  let words = Input(shape: [6], dtype: .int32, name: "words")
  let table = try Embedding(12, 5, maskZero: true, name: "table")(words)
  let read = try LSTM(6, returnSequences: true, name: "reader")(table)
  let tags = try Dense(3, activation: .softmax, name: "tags")(read)
  let tone = try Dense(2, name: "tone")(LSTM(4, name: "summary")(read))
  return try Model(inputs: words, outputs: [tags, tone])
}

/// Two layers of two units on the same input.
func twinModel(_ first: String, _ second: String) throws -> Model {
  let input = Input(shape: [4], name: "left")
  return try Model(inputs: input, outputs: [Dense(2, name: first)(input), Dense(2, name: second)(input)])
}

/// Words and facts in, only the kind out.
func kindModel() throws -> Model {
  let words = Input(shape: [6], dtype: .int32, name: "words")
  let facts = Input(shape: [4], name: "facts")
  let read = try LSTM(6, name: "reader")(Embedding(12, 5, maskZero: true, name: "table")(words))
  let both = try Concatenate(name: "both")([read, facts])
  return try Model(inputs: [words, facts], outputs: Dense(3, activation: .softmax, name: "kind")(both))
}

/// A subclass with two inputs and outputs, which have no names.
final class UnnamedModel: Model {
  let first = Dense(2, name: "first")
  let second = Dense(1, name: "second")

  override func validate(inputShapes: [PartialShape]) throws {
    guard inputShapes.count == 2 else {
      throw StrataError.incompatibleInput(
        layer: name, expected: "2 inputs", found: "\(inputShapes.count)")
    }
  }

  override func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    [try first(inputs[0], context: context), try second(inputs[1], context: context)]
  }
}
