import Testing

@testable import Strata

/// The forms in which data, losses and metrics of several inputs and outputs may be given, and mistakes in them.
@Suite struct SeveralOutputsDataTests {
  private let run: RecordedSeveralOutputs
  private let words: Tensor
  private let facts: Tensor
  private let price: Tensor
  private let kind: Tensor

  init() throws {
    run = try RecordedSeveralOutputs("lists")
    (words, facts) = (run.inputs[0], run.inputs[1])
    (price, kind) = (run.truths[0], run.truths[1])
  }

  private func compiledModel() throws -> Model {
    let model = try withRandomSeed(3) { try ticketModel() }
    model.compile(
      optimizer: .sgd(learningRate: 0.1),
      losses: ["price": .meanSquaredError(), "kind": .sparseCategoricalCrossentropy()],
      metrics: ["kind": [.accuracy()]])
    return model
  }

  @Test func listsAndNamesMeanTheSame() throws {
    let weight = Tensor.randomUniform([30], seed: 4)
    let first = try compiledModel().trainOnBatch(
      [words, facts], [price, kind], sampleWeight: [weight, Tensor.ones([30])])
    let second = try compiledModel().trainOnBatch(
      ["facts": facts, "words": words], ["kind": kind, "price": price], sampleWeight: ["price": weight])
    #expect(first == second)
    #expect(Set(first.keys) == ["loss", "price_loss", "kind_loss", "kind_accuracy"])
    // Weights of the other output make a difference.
    let third = try compiledModel().trainOnBatch(
      [words, facts], [price, kind], sampleWeight: ["kind": weight])
    #expect(third["price_loss"] != first["price_loss"] && third["kind_loss"] != first["kind_loss"])
  }

  @Test func oneModelTakesSamplesWithAndWithoutWeights() throws {
    let model = try compiledModel()
    let plain = try model.evaluate([words, facts], [price, kind], verbose: 0)
    let weighted = try model.evaluate(
      [words, facts], [price, kind], verbose: 0, sampleWeight: ["price": Tensor.full([30], 2.0 as Float)])
    #expect(abs(weighted["price_loss"]! - 2 * plain["price_loss"]!) < 1e-5)
    #expect(weighted["kind_loss"] == plain["kind_loss"])
    let swapped = try model.evaluate(
      [words, facts], [price, kind], verbose: 0, sampleWeight: ["kind": Tensor.full([30], 2.0 as Float)])
    #expect(swapped["price_loss"] == plain["price_loss"])
    #expect(try model.evaluate([words, facts], [price, kind], verbose: 0) == plain)
  }

  @Test func outputsThatAreNotJudgedNeedNoTruth() throws {
    func trained(_ y: any TensorOrList) throws -> [Float] {
      let model = try withRandomSeed(3) { try ticketModel() }
      model.compile(
        optimizer: .sgd(learningRate: 0.1), losses: ["price": nil, "kind": .sparseCategoricalCrossentropy()])
      #expect(
        Set(try model.fit([words, facts], y, verbose: 0, shuffle: false).values.keys) == ["loss"])
      return try model.getWeights().flatMap { $0.scalars(as: Float.self) }
    }
    let expected = try trained([price, kind])
    #expect(try trained([kind]) == expected)
    #expect(try trained(["kind": kind]) == expected)
    #expect(try trained(kind) == expected)
  }

  @Test func batchesFromASequence() async throws {
    let batches = (0..<3).map { step in
      let rows = step * 10..<step * 10 + 10
      return Batch([words[rows], facts[rows]], ["price": price[rows], "kind": kind[rows]])
    }
    let (first, second) = (try compiledModel(), try compiledModel())
    let fromArrays = try first.fit(
      [words, facts], [price, kind], batchSize: 10, epochs: 2, verbose: 0, shuffle: false)
    let fromSequence = try await second.fit(
      AsyncStream {
        for batch in batches + batches { $0.yield(batch) }
        $0.finish()
      }, stepsPerEpoch: 3, epochs: 2, verbose: 0)
    #expect(fromArrays.values == fromSequence.values)
    for (weight, other) in zip(try first.getWeights(), try second.getWeights()) {
      #expect(weight.scalars(as: Float.self) == other.scalars(as: Float.self))
    }
  }

  @Test func aStackTakesItsNames() throws {
    let model = try Sequential([Input(shape: [4], name: "facts"), Dense(1, name: "price")])
    model.compile(
      optimizer: .sgd(), losses: ["price": .meanSquaredError()], metrics: ["price": [.mae()]])
    let logs = try model.evaluate(["facts": facts], ["price": price], verbose: 0)
    #expect(Set(logs.keys) == ["loss", "mae"])
    #expect(try model.predict(["facts": facts]).scalars(as: Float.self) == model.predict(facts).scalars())
  }

  @Test func predictionsOfSeveralOutputs() throws {
    let model = try taggerModel()
    let predictions = try model.predictAll(words, batchSize: 7)
    #expect(predictions.map(\.shape) == [[30, 6, 3], [30, 2]])
    #expect(predictions[0].mask?.scalars(as: Bool.self) == (words .!= 0).scalars(as: Bool.self))
    #expect(predictions[1].mask == nil)
    #expect(throws: StrataError.severalOutputs(layer: model.name, count: 2)) { try model.predict(words) }
    #expect("\(StrataError.severalOutputs(layer: "m", count: 2))".contains("predictAll"))
  }

  // MARK: Mistakes

  @Test func mistakesInData() throws {
    let model = try compiledModel()
    let x = [words, facts]
    let y = [price, kind]
    try expect(["y", "'price', 'kind'", "a single tensor"]) {
      try model.fit(x, price, verbose: 0)
    }
    try expect(["y", "a list of 3"]) { try model.fit(x, y + [kind], verbose: 0) }
    try expect(["y", "without 'price'"]) { try model.fit(x, ["kind": kind], verbose: 0) }
    try expect(["y", "'sort'"]) { try model.fit(x, ["price": price, "sort": kind], verbose: 0) }
    try expect(["x", "'words', 'facts'", "without 'words'"]) {
      try model.fit(["facts": facts], y, verbose: 0)
    }
    try expect(["x", "'fact'"]) { try model.predictAll(["fact": facts, "words": words]) }
    try expect(["2 inputs", "'words', 'facts'", "1"]) { try model.fit(words, y, verbose: 0) }
    try expect(["x[0] has 30 samples", "x[1]", "[29, 4]"]) {
      try model.fit([words, facts[0..<29]], y, verbose: 0)
    }
    try expect(["y[\"kind\"] has 29"]) {
      try model.fit(x, ["price": price, "kind": kind[0..<29]], verbose: 0)
    }
    try expect(["'facts'", "(None, 4)", "(None, 3)"]) {
      try model.fit([words, Tensor.ones([30, 3])], y, verbose: 0)
    }
    try expect(["sampleWeight[\"kind\"]", "[29]"]) {
      try model.fit(x, y, verbose: 0, sampleWeight: ["kind": Tensor.ones([29])])
    }
    try expect(["sampleWeight", "a list of 1"]) {
      try model.fit(x, y, verbose: 0, sampleWeight: [Tensor.ones([30])])
    }
    try expect(["classWeight", "one output"]) { try model.fit(x, y, verbose: 0, classWeight: [0: 2]) }
    try expect(["validationData: ", "x[0] has 30 samples"]) {
      try model.fit(x, y, verbose: 0, validationData: Batch(x, [price, kind[0..<3]]))
    }
    #expect(throws: StrataError.labelOutOfRange(label: 3, classes: 3, index: 0)) {
      try model.fit(x, [price, kind * 0 + 3], verbose: 0)
    }
  }

  @Test func mistakesInWhatIsCompiled() throws {
    func fit(_ compile: (Model) -> Void) throws {
      let model = try ticketModel()
      compile(model)
      try model.fit([words, facts], [price, kind], verbose: 0)
    }
    let (squares, classes) = (MeanSquaredError(), SparseCategoricalCrossentropy())
    try expect(["losses", "'price', 'kind'", "'prize'"]) {
      try fit { $0.compile(losses: ["prize": squares, "kind": classes]) }
    }
    try expect(["losses", "without 'kind'"]) { try fit { $0.compile(losses: ["price": squares]) } }
    try expect(["losses", "2 outputs", "a list of 1"]) { try fit { $0.compile(losses: [squares]) } }
    try expect(["lossWeights", "'sort'"]) {
      try fit { $0.compile(losses: [squares, classes], lossWeights: ["sort": 2]) }
    }
    try expect(["metrics", "'sort'"]) {
      try fit { $0.compile(losses: [squares, classes], metrics: ["sort": [.mae()]]) }
    }
    try expect(["metrics", "a list of 1"]) {
      try fit { $0.compile(loss: squares, metrics: [.mae()]) }
    }
    try expect(["mean_squared_error", "(None, 3)"]) { try fit { $0.compile(loss: squares) } }
  }

  @Test func namesThatAModelDoesNotHave() throws {
    let model = UnnamedModel()
    let x = [facts[0..<8, 0..<3], facts[0..<8]]
    model.compile(losses: [.meanSquaredError(), .meanSquaredError()])
    try expect(["y", "outputs have no names", "outputNames"]) {
      try model.fit(x, ["first": Tensor.ones([8, 2]), "second": Tensor.ones([8, 1])], verbose: 0)
    }
    try expect(["x", "inputs have no names", "inputNames"]) {
      try model.predictAll(["a": x[0], "b": x[1]])
    }
    // The loss of both has one name, and so a number tells them apart.
    let logs = try model.trainOnBatch(x, [Tensor.ones([8, 2]), Tensor.ones([8, 1])])
    #expect(Set(logs.keys) == ["loss", "mean_squared_error_loss", "mean_squared_error_loss_1"])
  }

  /// Expects an error with all of the given texts in it.
  private func expect(
    _ texts: [String], sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Any
  ) throws {
    let error = #expect(throws: StrataError.self, sourceLocation: sourceLocation) { _ = try body() }
    for text in texts {
      #expect("\(error, default: "")".contains(text), "\(text)", sourceLocation: sourceLocation)
    }
  }
}
