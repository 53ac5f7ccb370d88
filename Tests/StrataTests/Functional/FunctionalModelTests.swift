import Testing

@testable import Strata

@Suite("Functional models")
struct FunctionalModelTests {
  /// A model with two inputs, a shared trunk and two outputs.
  private func twoByTwo() throws -> Model {
    let title = Input(shape: [5], dtype: .int32, name: "title")
    let body = Input(shape: [4], name: "body")
    let words = try Embedding(10, 3, name: "words")(title)
    let hidden = try Dense(6, activation: .relu, name: "hidden")(body)
    let both = try Concatenate(name: "both")([try LSTM(4, name: "reader")(words), hidden])
    let topic = try Dense(3, activation: .softmax, name: "topic")(both)
    let urgency = try Dense(1, name: "urgency")(both)
    return try Model(inputs: [title, body], outputs: [topic, urgency], name: "two")
  }

  @Test("Calls build layers, and shapes are known before there is data")
  func symbolicShapes() throws {
    let images = Input(shape: [28, nil, 1])
    let layer = Conv2D(8, kernelSize: 3, strides: 2)
    let maps = try layer(images)
    #expect(layer.isBuilt)
    #expect(maps.shape == [nil, 13, nil, 8])
    #expect(try MaxPooling2D()(maps).shape == [nil, 6, nil, 8])
    #expect(try Flatten()(Input(shape: [3], batchSize: 2, dtype: .int32)).dtype == .int32)
    #expect(try layer.output == maps)
    #expect(maps.description == "<SymbolicTensor (None, 13, None, 8) from \(layer.name)>")
  }

  @Test("A model with two inputs and two outputs computes what its layers compute")
  func twoInputsAndOutputs() throws {
    let model = try twoByTwo()
    let title = Tensor([[1, 2, 3, 4, 9], [0, 0, 5, 6, 7]] as [[Int32]])
    let body = Tensor.randomUniform([2, 4], from: -1, to: 1, seed: 1)
    let outputs = try model.outputs(for: [title, body])
    let words = try model.layer("reader")(model.layer("words")(title))
    let both = Tensor.concatenate([words, try model.layer("hidden")(body)], axis: 1)
    #expect(outputs.count == 2)
    #expect(outputs[0].allClose(to: try model.layer("topic")(both)))
    #expect(outputs[1].allClose(to: try model.layer("urgency")(both)))
    #expect(throws: StrataError.severalOutputs(layer: "two", count: 2)) { try model([title, body]) }
  }

  @Test("Layers come in Keras's order, inputs included, and so do weights")
  func orderOfLayers() throws {
    let model = try twoByTwo()
    #expect(
      model.layers.map(\.name) == [
        "title", "words", "body", "reader", "hidden", "both", "topic", "urgency",
      ])
    #expect(
      model.weights.map(\.path) == [
        "words/embeddings", "reader/lstm_cell/kernel", "reader/lstm_cell/recurrent_kernel",
        "reader/lstm_cell/bias", "hidden/kernel", "hidden/bias", "topic/kernel", "topic/bias",
        "urgency/kernel", "urgency/bias",
      ])
  }
}
