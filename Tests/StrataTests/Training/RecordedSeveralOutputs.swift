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
final class TicketModel: Model {
  let table = Embedding(12, 5, maskZero: true, name: "table")
  let reader = LSTM(6, name: "reader")
  let seen = Dense(
    5, activation: .tanh, activityRegularizer: .l2(0.01), name: "seen")
  let price = Dense(1, kernelRegularizer: .l2(0.02), name: "price")
  let kind = Dense(3, activation: .softmax, name: "kind")

  override var inputNames: [String] { ["words", "facts"] }
  override var outputNames: [String] { ["price", "kind"] }

  override var takesIntegers: Bool { true }

  override func validate(inputShapes: [PartialShape]) throws {
    guard inputShapes.count == 2 else {
      throw StrataError.incompatibleInput(
        layer: name, expected: "words and facts", found: "\(inputShapes.count) inputs")
    }
  }

  override func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    let read = try reader(table(inputs[0], context: context), context: context)
    let both = Tensor.concatenate([read, try seen(inputs[1], context: context)], axis: -1)
    return [try price(both, context: context), try kind(both, context: context)]
  }
}

/// Words in; a tag for each of them out, and a tone for all.
final class TaggerModel: Model {
  let table = Embedding(12, 5, maskZero: true, name: "table")
  let reader = LSTM(6, returnSequences: true, name: "reader")
  let summary = LSTM(4, name: "summary")
  let tags = Dense(3, activation: .softmax, name: "tags")
  let tone = Dense(2, name: "tone")

  override var inputNames: [String] { ["words"] }
  override var outputNames: [String] { ["tags", "tone"] }
  override var takesIntegers: Bool { true }

  override func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    let read = try reader(table(inputs[0], context: context), context: context)
    return [
      try tags(read, context: context), try tone(summary(read, context: context), context: context),
    ]
  }
}

/// Two layers side by side, on one input each or both on the same one.
final class TwinModel: Model {
  let first: Dense
  let second: Dense
  let names: [String]

  init(_ firstUnits: Int, _ firstName: String, _ secondUnits: Int, _ secondName: String, hasNames: Bool) {
    first = Dense(firstUnits, name: firstName)
    second = Dense(secondUnits, name: secondName)
    names = hasNames ? [firstName, secondName] : []
    super.init()
  }

  override var outputNames: [String] { names }

  override func validate(inputShapes: [PartialShape]) throws {}

  override func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    [try first(inputs[0], context: context), try second(inputs.last!, context: context)]
  }
}

/// Words and facts in, only the kind out.
final class KindModel: Model {
  let table = Embedding(12, 5, maskZero: true, name: "table")
  let reader = LSTM(6, name: "reader")
  let kind = Dense(3, activation: .softmax, name: "kind")

  override var inputNames: [String] { ["words", "facts"] }
  override var outputNames: [String] { ["kind"] }
  override var takesIntegers: Bool { true }
  override func validate(inputShapes: [PartialShape]) throws {}

  override func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    let read = try reader(table(inputs[0], context: context), context: context)
    return [try kind(Tensor.concatenate([read, inputs[1]], axis: -1), context: context)]
  }
}
