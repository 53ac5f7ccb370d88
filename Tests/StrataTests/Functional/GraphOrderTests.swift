import StrataIO
import Testing

@testable import Strata

@Suite("Layers and calls of functional models come in Keras's order")
struct GraphOrderTests {
  @Test("On graphs drawn at random", arguments: try! Fixture("graphOrders").cases)
  func randomGraph(recorded: Fixture.Case) throws {
    let layers = try #require(recorded["layers"]?.array).map { entry in
      try layer(#require(entry["kind"]?.string), name: #require(entry["name"]?.string))
    }
    var tensors: [SymbolicTensor] = []
    for call in try #require(recorded["calls"]?.array) {
      let layer = layers[try #require(call["layer"]?.integer)]
      let arguments = try integers(call["arguments"]).map { tensors[$0] }
      tensors.append(try (layer as? Input)?.symbolicTensor ?? layer(arguments))
    }
    let model = try Model(
      inputs: integers(recorded["inputs"]).map { tensors[$0] },
      outputs: integers(recorded["outputs"]).map { tensors[$0] })
    #expect(model.layers.map(\.name) == strings(recorded["layerOrder"]))
    #expect(model.weights.map(\.path) == strings(recorded["weights"]))
    let calls = try #require(recorded["callOrder"]?.array)
    #expect(model.graph?.calls.map(\.layer.name) == calls.map { $0.array?.first?.string })
    #expect(model.graph?.calls.map(\.index) == calls.map { $0.array?.last?.integer })
  }

  @Test("With the operations that make masks", arguments: try! Fixture("maskedGraphOrders").cases)
  func masks(recorded: Fixture.Case) throws {
    var tensors: [SymbolicTensor] = []
    let arguments = try #require(recorded["calls"]?.array).map(integers)
    for (entry, arguments) in zip(try #require(recorded["layers"]?.array), arguments) {
      let name = try #require(entry["name"]?.string)
      let layer = try layer(#require(entry["kind"]?.string), name: name)
      tensors.append(try (layer as? Input)?.symbolicTensor ?? layer(arguments.map { tensors[$0] }))
    }
    let model = try Model(
      inputs: integers(recorded["inputs"]).map { tensors[$0] },
      outputs: integers(recorded["outputs"]).map { tensors[$0] })
    #expect(model.layers.map(\.name) == strings(recorded["layerOrder"]))
    #expect(model.weights.map(\.path) == strings(recorded["weights"]))
  }

  private func layer(_ kind: String, name: String) throws -> Layer {
    switch kind {
    case "Input": return Input(shape: [4], name: name)
    case "Ids": return Input(shape: [5], dtype: .int32, name: name)
    case "Sequence": return Input(shape: [5, 4], name: name)
    case "Embedding": return Embedding(11, 4, maskZero: true, name: name)
    case "PlainEmbedding": return Embedding(11, 4, name: name)
    case "Masking": return Masking(name: name)
    case "Dense": return Dense(4, name: name)
    case "Softmax": return Softmax(name: name)
    case "BatchNormalization": return BatchNormalization(name: name)
    case "LSTM": return LSTM(4, name: name)
    case "LSTMSequence": return LSTM(4, returnSequences: true, name: name)
    case "Bidirectional": return Bidirectional(GRU(2, returnSequences: true, name: "gru"), name: name)
    case "TimeDistributed": return TimeDistributed(Dense(4, name: "dense"), name: name)
    case "GlobalAveragePooling1D": return GlobalAveragePooling1D(name: name)
    case "GlobalMaxPooling1D": return GlobalMaxPooling1D(name: name)
    case "Add": return Add(name: name)
    case "Multiply": return Multiply(name: name)
    case "Concatenate": return Concatenate(name: name)
    case "Functional":
      let input = Input(shape: [5, 4], name: "\(name)_input")
      let output = try LSTM(4, returnSequences: true, name: "\(name)_lstm")(input)
      return try Model(inputs: input, outputs: output, name: name)
    default:
      Issue.record("the fixture has a layer of the kind \(kind)")
      return Layer(name: name)
    }
  }

  private func integers(_ value: JSONValue?) throws -> [Int] {
    try #require(value?.array).map { try #require($0.integer) }
  }

  private func strings(_ value: JSONValue?) -> [String]? { value?.array?.compactMap(\.string) }
}
