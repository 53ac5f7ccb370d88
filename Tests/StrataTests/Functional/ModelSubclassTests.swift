import Testing

@testable import Strata

/// A model of one's own with two inputs and two outputs, which is built by the first data.
private final class Comparison: Model {
  let reader = Dense(3, activation: .tanh, name: "reader")
  // The name of a property that all layers have.
  let output = Dense(1, name: "difference")

  override func validate(inputShapes: [PartialShape]) throws {
    guard inputShapes.count == 2 else {
      throw StrataError.incompatibleInput(layer: name, expected: "two inputs", found: "\(inputShapes.count)")
    }
  }

  override func createWeights(inputShapes: [PartialShape]) throws {
    try reader.build(inputShape: inputShapes[0])
    try output.build(inputShape: [inputShapes[0][0], 3])
  }

  override func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    let (left, right) = (try reader(inputs[0]), try reader(inputs[1]))
    return [try output(left - right), left + right]
  }
}

/// A functional model with a class of its own.
private final class Autoencoder: Model {
  let code: SymbolicTensor
  let extra = Dense(2, name: "extra")

  init(size: Int) throws {
    let input = Input(shape: [size], name: "data")
    code = try Dense(2, name: "code")(input)
    try super.init(inputs: [input], outputs: [Dense(size, name: "decoded")(code)])
  }
}

@Suite("Models of one's own with several inputs, or made of a graph")
struct ModelSubclassTests {
  @Test("A subclass takes several inputs and gives several outputs")
  func severalInputs() throws {
    let model = Comparison()
    let (x, y) = (Tensor.randomUniform([8, 4], seed: 1), Tensor.randomUniform([8, 4], seed: 2))
    let outputs = try model.outputs(for: [x, y])
    #expect(outputs.map(\.shape) == [[8, 1], [8, 3]])
    #expect(model.inputShapes == [[nil, 4], [nil, 4]])
    #expect(
      model.weights.map(\.path) == [
        "\(model.name)/reader/kernel", "\(model.name)/reader/bias", "\(model.name)/difference/kernel",
        "\(model.name)/difference/bias",
      ])
    #expect(outputs[0].allClose(to: try model.output(model.reader(x) - model.reader(y))))
    #expect(throws: StrataError.self) { try model(x) }
  }

  @Test("It is trained, and predicts")
  func trained() throws {
    let model = Comparison()
    let (x, y) = (Tensor.randomUniform([32, 4], seed: 1), Tensor.randomUniform([32, 4], seed: 2))
    let truth = [(x - y).sum(axis: 1, keepDims: true), Tensor.zeros([32, 3])]
    model.compile(optimizer: .adam(learningRate: 0.02), losses: [.meanSquaredError(), nil])
    let history = try model.fit([x, y], truth, epochs: 20, verbose: .silent)
    #expect(history["loss"].last! < 0.5 * history["loss"][0])
    #expect(try model.predictAll([x, y]).map(\.shape) == [[32, 1], [32, 3]])
  }

  @Test("It is a layer of a functional model")
  func asALayer() throws {
    let (a, b) = (Input(shape: [4]), Input(shape: [4]))
    let comparison = Comparison()
    let results = try comparison.outputs(for: [a, b])
    #expect(results.map(\.shape) == [[nil, 1], [nil, 3]])
    let model = try Model(inputs: [a, b], outputs: Concatenate()(results))
    #expect(model.weights.count == 4)
    #expect(try model([Tensor.zeros([2, 4]), .zeros([2, 4])]).shape == [2, 4])
  }

  @Test("A subclass may be made of a graph, with its own class name and further layers")
  func madeOfAGraph() throws {
    let model = try Autoencoder(size: 4)
    #expect(model.className == "Autoencoder")
    #expect(model.name.hasPrefix("autoencoder"))
    #expect(model.layers.map(\.name) == ["data", "code", "decoded"])
    #expect(model.sublayers.map(\.name) == ["data", "code", "decoded", "extra"])
    let encoder = try Model(inputs: model.inputs, outputs: model.code)
    #expect(encoder.className == "Functional")
    #expect(encoder.name.hasPrefix("functional"))
    #expect(encoder.description == "<Functional name=\(encoder.name), built=true>")
    #expect(try encoder(Tensor.zeros([3, 4])).shape == [3, 2])
  }
}

@Suite("What works with all models works with functional ones")
struct FunctionalUseTests {
  private func model() throws -> Model {
    let (a, b) = (Input(shape: [4], name: "a"), Input(shape: [4], name: "b"))
    let shared = Dense(3, activation: .relu, name: "shared")
    let both = try Concatenate(name: "both")([shared(a), shared(b)])
    return try Model(inputs: [a, b], outputs: Dense(1, name: "score")(both))
  }

  private let inputs = [Tensor.randomUniform([16, 4], seed: 1), Tensor.randomUniform([16, 4], seed: 2)]
  private let truth = Tensor.randomUniform([16, 1], seed: 3)

  @Test func frozenLayersStay() throws {
    let model = try model()
    try model.layer("shared").trainable = false
    #expect(model.trainableWeights.map(\.path) == ["score/kernel", "score/bias"])
    let before = try model.layer("shared").getWeights()
    model.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError())
    try model.fit(inputs, truth, epochs: 2, verbose: .silent)
    let after = try model.layer("shared").getWeights()
    #expect(zip(before, after).allSatisfy { $0.scalars(as: Float.self) == $1.scalars(as: Float.self) })
    let frozen = try Model(inputs: model.inputs, outputs: model.outputs, trainable: false)
    #expect(frozen.trainableWeights.isEmpty)
  }

  @Test func weightsHaveKeysInFiles() throws {
    #expect(
      try model().weightKeys().map(\.key) == ["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"])
  }

  @Test func innerOutputs() throws {
    let model = try model()
    let maps = try model.outputs(of: "both", for: inputs)
    let shared = try model.layer("shared")
    #expect(maps.allClose(to: .concatenate([try shared(inputs[0]), try shared(inputs[1])], axis: 1)))
  }

  @Test func inspectorAndReport() throws {
    let model = try model()
    model.compile(optimizer: .adam(), loss: .meanSquaredError())
    let inspector = Inspector(verbose: false)
    let history = try model.fit(inputs, truth, epochs: 2, verbose: .silent, callbacks: [inspector])
    let record = try #require(inspector.records.last)
    #expect(record.layers.map(\.layer) == ["shared", "both", "score"])
    let report = try model.report(on: Batch(inputs, truth), history: history)
    #expect(report.layers.map(\.name) == ["a", "b", "shared", "both", "score"])
  }
}
