import Testing

@testable import Strata

/// Training with several inputs and outputs against Keras on JAX: the same first weights must give the same
/// histories, weights, evaluations and predictions.
@Suite struct SeveralOutputsTests {
  @Test func listsForEverything() throws {
    let run = try RecordedSeveralOutputs("lists")
    let model = try ticketModel()
    model.compile(
      optimizer: .adam(learningRate: 0.02), losses: [.meanSquaredError(), .sparseCategoricalCrossentropy()],
      lossWeights: [0.5, 2], metrics: [[.mae(), .mse()], [.accuracy()]])
    try run.expectSameRun(model, run.inputs, run.truths) { model in
      try model.fit(
        run.inputs, run.truths, batchSize: 8, epochs: 3, verbose: 0, validationSplit: 0.2, shuffle: false)
    }
  }

  @Test func namesForEverything() throws {
    let run = try RecordedSeveralOutputs("names")
    let model = try ticketModel()
    model.compile(
      optimizer: .sgd(learningRate: 0.05, momentum: 0.9),
      losses: ["kind": .sparseCategoricalCrossentropy(), "price": .meanAbsoluteError()],
      lossWeights: ["kind": 0.3, "price": 1.5], metrics: ["price": [.mse()]],
      weightedMetrics: ["kind": [.accuracy()], "price": [.mse(), .mae()]])
    let x = ["facts": run.inputs[1], "words": run.inputs[0]]
    let y = ["kind": run.truths[1], "price": run.truths[0]]
    try run.expectSameRun(model, x, y) { model in
      try model.fit(
        x, y, batchSize: 8, epochs: 3, verbose: 0,
        sampleWeight: ["kind": run.sampleWeights[1], "price": run.sampleWeights[0]])
    }
  }

  @Test func masksOfEachOutput() throws {
    let run = try RecordedSeveralOutputs("masks")
    let model = try taggerModel()
    model.compile(
      optimizer: .adam(learningRate: 0.02), losses: [.sparseCategoricalCrossentropy(), .meanSquaredError()],
      metrics: [[.accuracy()], [.mae()]], weightedMetrics: [[.accuracy()], []])
    try run.expectSameRun(model, run.inputs[0], run.truths, unmasked: "tags") { model in
      try model.fit(
        run.inputs[0], run.truths, batchSize: 8, epochs: 3, verbose: 0, shuffle: false,
        sampleWeight: run.sampleWeights)
    }
  }

  @Test func anOutputWithoutALoss() throws {
    let run = try RecordedSeveralOutputs("withoutLoss")
    let model = try ticketModel()
    model.compile(
      optimizer: .rmsprop(learningRate: 0.01),
      losses: ["price": nil, "kind": .sparseCategoricalCrossentropy()],
      metrics: ["price": [.mae()], "kind": [.accuracy()]])
    try run.expectSameRun(model, run.inputs, run.truths) { model in
      try model.fit(run.inputs, run.truths, batchSize: 8, epochs: 3, verbose: 0, shuffle: false)
    }
  }

  /// One loss, one metric each, one weight of the loss, and one list of sample weights for both outputs.
  @Test func oneLossForAll() throws {
    let run = try RecordedSeveralOutputs("oneLoss")
    let model = try twinModel("sum", "product")
    model.compile(
      optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError(), lossWeights: 0.25,
      metrics: [.mae(), .mse()])
    try run.expectSameRun(model, run.inputs[0], run.truths) { model in
      try model.fit(
        run.inputs[0], run.truths, batchSize: 8, epochs: 3, verbose: 0, shuffle: false,
        sampleWeight: run.sampleWeights[0])
    }
  }

  @Test func severalInputsAndOneOutput() throws {
    let run = try RecordedSeveralOutputs("oneOutput")
    let model = try kindModel()
    model.compile(
      optimizer: .adam(learningRate: 0.02), loss: .sparseCategoricalCrossentropy(), lossWeights: 0.5,
      metrics: [.accuracy()])
    try run.expectSameRun(model, run.inputs, run.truths) { model in
      try model.fit(
        run.inputs, run.truths[0], batchSize: 8, epochs: 3, verbose: 0, shuffle: false,
        classWeight: [0: 2, 2: 0.5])
    }
  }

  @Test func metricsThatComeTwice() throws {
    let run = try RecordedSeveralOutputs("repeatedMetrics")
    let model = try ticketModel()
    model.compile(
      optimizer: .sgd(learningRate: 0.01), losses: [.meanSquaredError(), .sparseCategoricalCrossentropy()],
      metrics: [[.mae()], [.accuracy(), .accuracy()]],
      weightedMetrics: [[.mae(), .mse()], [.accuracy(), .accuracy()]])
    try run.expectSameRun(model, run.inputs, run.truths) { model in
      try model.fit(
        run.inputs, run.truths, batchSize: 8, epochs: 3, verbose: 0, shuffle: false,
        sampleWeight: run.sampleWeights)
    }
  }

  @Test func outputsWithoutNames() throws {
    let run = try RecordedSeveralOutputs("withoutNames")
    let model = UnnamedModel()
    model.compile(
      optimizer: .sgd(learningRate: 0.1), losses: [.meanSquaredError(), .meanAbsoluteError()],
      metrics: [[.mae()], [.mae(), .mse()]])
    try run.expectSameRun(model, run.inputs, run.truths) { model in
      try model.fit(run.inputs, run.truths, batchSize: 8, epochs: 3, verbose: 0, shuffle: false)
    }
  }
}
