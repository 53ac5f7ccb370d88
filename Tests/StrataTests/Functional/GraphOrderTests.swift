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

  private func layer(_ kind: String, name: String) -> Layer {
    switch kind {
    case "Input": Input(shape: [4], name: name)
    case "Dense": Dense(4, name: name)
    default: Add(name: name)
    }
  }

  private func integers(_ value: JSONValue?) throws -> [Int] {
    try #require(value?.array).map { try #require($0.integer) }
  }

  private func strings(_ value: JSONValue?) -> [String]? { value?.array?.compactMap(\.string) }
}
