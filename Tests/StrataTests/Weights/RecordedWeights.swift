import Foundation
import StrataGraph
import StrataIO
import Testing

@testable import Strata

/// A model whose files Keras wrote, as `scripts/record-keras-weights.py` describes them.
struct RecordedWeights {
  let name: String
  /// Weights as `weight_0`, …, state of the optimizer, input and prediction.
  let arrays: NamedArrays

  init(_ name: String) throws {
    self.name = name
    arrays = try Npz.read(Self.path("\(name).npz"))
  }

  static let folder = Bundle.module.resourcePath! + "/Fixtures/Weights/"

  static func path(_ file: String) -> String { folder + file }

  static let names = ["mlp", "cnn", "recurrent", "embedded", "nested", "functional", "subclassed"]

  /// The arrays whose names begin with a word, in order.
  func arrays(_ word: String) -> [HostArray] {
    (0...).lazy.map { arrays["\(word)_\($0)"] }.prefix { $0 != nil }.map { $0! }
  }

  func tensor(_ name: String) throws -> Tensor {
    Tensor(try #require(arrays[name]).hostBuffer())
  }

  /// Expects the values of Keras, bit for bit.
  func expectWeights(of model: Model) throws {
    let expected = arrays("weight")
    let found = try model.getWeights().map { HostArray($0.concreteBuffer(reading: "weight")) }
    try #require(found.count == expected.count && !found.isEmpty)
    for (position, (a, b)) in zip(found, expected).enumerated() {
      #expect(a == b, "\(model.weights[position])")
    }
  }

  func expectOptimizerState(of model: Model) throws {
    let expected = arrays("optimizer")
    let variables = try #require(model.optimizer).variables
    try #require(variables.count == expected.count && !expected.isEmpty)
    for (variable, array) in zip(variables, expected) {
      // Keras on JAX counts with 32 bits.
      #expect(variable.arrayForKeras == array, "\(variable)")
    }
  }

  func expectPrediction(of model: Model) throws {
    let prediction = try model.predict(tensor("x"))
    expectClose(
      prediction.scalars(), try #require(arrays["prediction"]).scalars(as: Float.self), absolute: 1e-6,
      "the prediction of \(name)")
  }

  /// What is in `NAME.weights.h5`: the names of groups, and the types and shapes of datasets, by their paths.
  func tree() throws -> (names: [String: String], datasets: [String: String]) {
    let index = try JSONValue(parsing: File.read(Self.path("index.json")), file: "index.json")
    let item = try #require(index["cases"]?.array?.first { $0["name"]?.string == name })
    var names: [String: String] = [:]
    for (path, attributes) in try #require(item["groups"]?.object) {
      names[path] = attributes["name"]?.string ?? ""
    }
    var datasets: [String: String] = [:]
    for (path, value) in try #require(item["datasets"]?.object) {
      let shape = try #require(value[1]?.array).compactMap(\.integer)
      datasets[path] = "\(try #require(value[0]?.string)) \(shape)"
    }
    return (names, datasets)
  }

  // MARK: The models

  /// A new model like that of Keras, with the optimizer that it had.
  func model() throws -> Model {
    let model = try Self.models[name]!()
    try model.build(inputShape: [nil] + tensor("x").shape.dropFirst().map { $0 })
    switch name {
    case "cnn": model.compile(optimizer: .sgd(learningRate: 0.01, momentum: 0.9), loss: .meanSquaredError())
    case "recurrent":
      model.compile(
        optimizer: .rmsprop(learningRate: 0.01, momentum: 0.5, centered: true), loss: .meanSquaredError())
    case "embedded":
      let schedule = ExponentialDecay(initialLearningRate: 0.01, decaySteps: 10, decayRate: 0.9)
      model.compile(optimizer: .adam(learningRate: schedule), loss: .meanSquaredError())
    case "subclassed": break
    default: model.compile(optimizer: .adam(learningRate: 0.01), loss: .meanSquaredError())
    }
    return model
  }

  private static let models: [String: @Sendable () throws -> Model] = [
    "mlp": { try mlp() }, "cnn": { try cnn() }, "recurrent": { try recurrent() },
    "embedded": { try embedded() }, "nested": { try nested() },
    "functional": { try functional() }, "subclassed": { try Subclassed() },
  ]

  static func mlp() throws -> Model {
    try Sequential(name: "mlp") {
      Input(shape: [4])
      Dense(5, activation: .relu, name: "hidden")
      Dropout(0.25, name: "drop")
      Dense(3, activation: .softmax, name: "head")
    }
  }

  private static func cnn() throws -> Model {
    try Sequential(name: "cnn") {
      Input(shape: [6, 6, 2])
      Conv2D(3, kernelSize: 3, activation: .relu, name: "conv_a")
      BatchNormalization(name: "norm")
      DepthwiseConv2D(kernelSize: 2, name: "depthwise")
      SeparableConv2D(2, kernelSize: 2, name: "separable")
      Flatten(name: "flat")
      Dense(2, name: "head")
    }
  }

  private static func recurrent() throws -> Model {
    try Sequential(name: "recurrent") {
      Input(shape: [4, 3])
      LSTM(2, returnSequences: true, name: "memory")
      Bidirectional(GRU(2, returnSequences: true, name: "gated"), name: "both_ways")
      TimeDistributed(Dense(3, name: "each"), name: "steps")
      RNN(
        [LSTMCell(2, name: "a"), GRUCell(2, name: "b"), LSTMCell(3, name: "c")], returnSequences: true,
        name: "stack")
      SimpleRNN(2, name: "simple")
    }
  }

  private static func embedded() throws -> Model {
    try Sequential(name: "embedded") {
      Input(shape: [3], dtype: .int32)
      Embedding(6, 4, name: "words")
      LayerNormalization(name: "norm")
      Conv1D(2, kernelSize: 2, name: "conv")
      PReLU(name: "slope")
      GlobalAveragePooling1D(name: "mean")
    }
  }

  private static func nested() throws -> Model {
    let inner = try Sequential(name: "inner") {
      Input(shape: [4])
      BatchNormalization(name: "norm")
      Dense(4, name: "mix")
    }
    return try Sequential(name: "nested") {
      Input(shape: [4])
      Dense(4, name: "first")
      inner
      Dense(2, name: "last")
    }
  }

  private static func functional() throws -> Model {
    let x = Input(shape: [4], name: "x")
    let shared = Dense(4, name: "shared")
    let innerX = Input(shape: [4], name: "inner_x")
    let inner = try Model(inputs: innerX, outputs: Dense(4, name: "inside")(innerX), name: "inner")
    let once = try shared(x)
    let total = try Add(name: "sum")([once, inner(shared(once))])
    return try Model(inputs: x, outputs: Dense(2, name: "head")(total), name: "functional")
  }
}

private final class Scale: Layer {
  override func createWeights(inputShape: PartialShape) throws {
    // Keras keeps what is not trained behind what is.
    try addWeight(name: "offset", shape: [1], initializer: .ones, trainable: false)
    try addWeight(name: "factor", shape: [1], initializer: .ones)
  }

  override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    try input * weight("factor").value + weight("offset").value
  }
}

private final class Block: Layer {
  let zoom = Scale(name: "zoom")
  let denseLayers: [Layer] = [Dense(3, name: "d0"), ReLU(name: "r"), Dense(3, name: "d1")]
  let _hidden = Dense(3, name: "h")

  override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    try denseLayers.reduce(_hidden(zoom(input))) { try $1($0) }
  }
}

private final class Subclassed: Model {
  let zeta = Dense(3, name: "z")
  let alpha = Dense(3, name: "a")
  let blocks = [Block(name: "b0"), Block(name: "b1")]
  let body: Sequential
  let myScale = Scale(name: "s")

  init() throws {
    body = try Sequential(name: "body_model") {
      Input(shape: [3])
      Dense(3, name: "in_body")
    }
    super.init(name: "subclassed")
  }

  override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    let x = try blocks.reduce(alpha(zeta(input))) { try $1($0) }
    return try myScale(body(x))
  }
}
