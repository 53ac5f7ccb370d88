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

  @Test("A shared layer has its weights once and sums up the gradients of its calls")
  func sharedLayer() throws {
    let (a, b) = (Input(shape: [3]), Input(shape: [3]))
    let shared = Dense(2, useBias: false, name: "shared")
    let model = try Model(inputs: [a, b], outputs: Add()([shared(a), shared(b)]))
    #expect(model.weights.map(\.path) == ["shared/kernel"])
    let (x, y) = (Tensor.randomUniform([4, 3], seed: 1), Tensor.randomUniform([4, 3], seed: 2))
    let (_, gradients) = try valueAndGradient(for: model.trainableWeights) { try model([x, y]).sum() }
    let expected = (x.sum(axis: 0) + y.sum(axis: 0)).expandedDims(axis: 1).broadcast(to: [3, 2])
    #expect(gradients[0].allClose(to: expected, relativeTolerance: 1e-4))
  }

  @Test("Part of a model is a model: from its inputs, or from its middle")
  func partsOfModels() throws {
    let model = try twoByTwo()
    let features = try Model(inputs: model.inputs, outputs: model.layer("both").output)
    let heads = try Model(inputs: model.layer("both").output, outputs: model.outputs)
    let title = Tensor([[1, 2, 3, 4, 9]] as [[Int32]])
    let body = Tensor.randomUniform([1, 4], seed: 1)
    let whole = try model.outputs(for: [title, body])
    let parts = try heads.outputs(for: [features([title, body])])
    #expect(zip(whole, parts).allSatisfy { $0.allClose(to: $1) })
    #expect(features.weights.count == 6 && heads.weights.count == 4)
    #expect(heads.layers.count == 3)
    #expect(try heads.layer("topic") === model.layer("topic"))
  }

  @Test("A Sequential is part of a graph too, and its layers have outputs")
  func sequentialEnds() throws {
    let base = try Sequential {
      Input(shape: [4])
      Dense(3, name: "features")
      Dense(2)
    }
    let features = try Model(inputs: base.inputs, outputs: base.layer("features").output)
    let x = Tensor.randomUniform([2, 4], seed: 1)
    #expect(try features(x).allClose(to: base.layer("features")(x)))
    #expect(try base.output.shape == [nil, 2])
    let unbuilt = try Sequential { Dense(3) }
    #expect(throws: StrataError.notCalled(layer: unbuilt.name)) { try unbuilt.output }
  }

  @Test("What a call says about training holds, whatever the model is told")
  func trainingOfACall() throws {
    let input = Input(shape: [3])
    let still = BatchNormalization(name: "still")
    let free = BatchNormalization(name: "free")
    let model = try Model(inputs: input, outputs: [still(input, training: false), free(input)])
    _ = try model.outputs(for: [Tensor.randomUniform([4, 3], from: 2, to: 3, seed: 1)], training: true)
    #expect(try still.weight("moving_mean").value.scalars(as: Float.self) == [0, 0, 0])
    #expect(try free.weight("moving_mean").value.scalars(as: Float.self) != [0, 0, 0])
  }

  @Test("Inputs are converted to the type of their Input, and an axis of size 1 comes or goes")
  func adjustedInputs() throws {
    let (number, word) = (Input(shape: [1]), Input(shape: [], dtype: .int32))
    let model = try Model(inputs: [number, word], outputs: [Flatten()(number), Embedding(3, 2)(word)])
    let outputs = try model.outputs(for: [Tensor([1, 2] as [Float]), Tensor([[0], [2]] as [[Float]])])
    #expect(outputs.map(\.shape) == [[2, 1], [2, 2]])
  }

  @Test("A file's names for inputs and outputs are those of data and losses, and are written back")
  func namedEnds() throws {
    let text = try twoByTwo().toJSON()
      .replacing(#"[["title",0,0],["body",0,0]]"#, with: #"{"x1":["body",0,0],"x2":["title",0,0]}"#)
      .replacing(#"[["topic",0,0],["urgency",0,0]]"#, with: #"{"y1":["urgency",0,0],"y2":["topic",0,0]}"#)
    let model = try Model.fromJSON(text)
    #expect(model.inputNames == ["x1", "x2"])
    #expect(model.outputNames == ["y1", "y2"])
    #expect(try model.toJSON() == text)
    model.compile(
      optimizer: .sgd(), losses: ["y2": .sparseCategoricalCrossentropy(), "y1": .meanSquaredError()])
    let logs = try model.evaluate(
      ["x2": Tensor.zeros([2, 5], dtype: .int32), "x1": Tensor.zeros([2, 4])],
      ["y2": Tensor.zeros([2], dtype: .int32), "y1": Tensor.zeros([2, 1])], verbose: .silent)
    #expect(Set(logs.keys) == ["loss", "y1_loss", "y2_loss"])
  }

  @Test("Thousands of layers are no deeper than the stack allows")
  func deepModel() throws {
    let input = Input(shape: [2])
    var x = try input.symbolicTensor
    for _ in 0..<2000 { x = try Activation(.linear)(x) }
    let model = try Model(inputs: input, outputs: x)
    #expect(model.layers.count == 2001)
    #expect(model.layers.first === input)
  }

  @Test("Elements are checked where they go straight into a layer that checks them")
  func elements() throws {
    let model = try twoByTwo()
    let title = Tensor([[1, 2, 3, 4, 10]] as [[Int32]])
    #expect(throws: StrataError.self) { try model.predictAll([title, Tensor.zeros([1, 4])]) }
  }
}

@Suite("Mistakes in functional models")
struct FunctionalMistakeTests {
  @Test func anInputIsMissing() throws {
    let (a, b) = (Input(shape: [2], name: "a"), Input(shape: [2], name: "b"))
    let both = try Add(name: "both")([a, Dense(2, name: "hidden")(b)])
    let error = StrataError.disconnectedGraph(model: "m", input: "b", path: ["b", "hidden", "both"])
    #expect(throws: error) { try Model(inputs: a, outputs: both, name: "m") }
    #expect(
      error.description == "'m' needs the Input 'b', which is not one of its inputs: b → hidden → both")
    #expect(throws: StrataError.disconnectedGraph(model: "m", input: "b", path: ["b"])) {
      try Model(inputs: a, outputs: b, name: "m")
    }
  }

  @Test func namesAndEnds() throws {
    let a = Input(shape: [2], name: "a")
    let twins = try Add()([Dense(2, name: "twin")(a), Dense(2, name: "twin")(a)])
    #expect(throws: StrataError.duplicateLayerName(name: "twin", model: "m")) {
      try Model(inputs: a, outputs: twins, name: "m")
    }
    #expect(
      throws: StrataError.invalidArgument(
        owner: "m", argument: "inputs", expected: "different ones", found: "a, a")
    ) { try Model(inputs: [a, a], outputs: twins, name: "m") }
    #expect(
      throws: StrataError.invalidArgument(
        owner: "m", argument: "outputs", expected: "at least one", found: "none")
    ) { try Model(inputs: a, outputs: [SymbolicTensor](), name: "m") }
    #expect(
      throws: StrataError.invalidArgument(
        owner: "m", argument: "inputs", expected: "at least one", found: "none")
    ) { try Model(inputs: [SymbolicTensor](), outputs: a, name: "m") }
  }

  @Test func inputsThatDoNotFit() throws {
    let (a, b) = (Input(shape: [2], name: "a"), Input(shape: [3], name: "b"))
    let model = try Model(inputs: [a, b], outputs: Concatenate()([a, b]), name: "m")
    #expect(
      throws: StrataError.incompatibleInput(layer: "m", expected: "2 inputs, 'a', 'b'", found: "1")
    ) { try model(Tensor.zeros([1, 2])) }
    #expect(
      throws: StrataError.incompatibleInput(
        layer: "m", expected: "(None, 3) as the shape of 'b'", found: "(1, 2)")
    ) { try model([Tensor.zeros([1, 2]), .zeros([1, 2])]) }
  }

  @Test func mergingWhatDoesNotFit() throws {
    let (a, b) = (Input(shape: [2, 3]), Input(shape: [4]))
    #expect(
      throws: StrataError.incompatibleInput(
        layer: "sum", expected: "inputs whose shapes can be broadcast to each other",
        found: "(None, 2, 3) and (None, 4)")
    ) { try Add(name: "sum")([a, b]) }
    #expect(
      throws: StrataError.incompatibleInput(
        layer: "pair", expected: "inputs of the same shape but for axis -1",
        found: "(None, 2, 3) and (None, 4)")
    ) { try Concatenate(name: "pair")([a, b]) }
    #expect(throws: StrataError.self) { try Subtract()([a, a, a]) }
    #expect(throws: StrataError.self) { try Dot(axes: [1, 1])([a, b]) }
    #expect(throws: StrataError.self) { try Dot(axes: 0)([b, b]) }
    #expect(throws: StrataError.self) { try Add()([Tensor.zeros([2, 3]), .zeros([1, 3])]) }
  }

  @Test func aLayerThatNobodyCalls() throws {
    let layer = Dense(2, name: "alone")
    #expect(throws: StrataError.notCalled(layer: "alone")) { try layer.output }
    #expect(throws: StrataError.severalOutputs(layer: "reader", count: 3)) {
      try LSTM(2, returnState: true, name: "reader")(Input(shape: [3, 2]))
    }
    #expect(throws: StrataError.self) { try Dense(0)(Input(shape: [2])) }
    #expect(throws: StrataError.self) { try Dense(2)(Input(shape: [-1])) }
  }

  @Test("Predictions that are not one for each sample", arguments: [1, 3])
  func anotherBatchAxis(batchSize: Int) throws {
    let model = try Model.fromJSON(
      """
      {"class_name": "Functional", "config": {"name": "turned", "layers": [
        {"class_name": "InputLayer", "config": {"batch_shape": [null, 3, 4], "name": "in"}, "name": "in",
          "inbound_nodes": []},
        {"class_name": "Transpose", "config": {"name": "turn", "axes": [1, 0, 2]}, "name": "turn",
          "module": "keras.src.ops.numpy", "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__",
            "config": {"shape": [null, 3, 4], "keras_history": ["in", 0, 0]}}], "kwargs": {}}]}],
        "input_layers": ["in", 0, 0], "output_layers": ["turn", 0, 0]}}
      """)
    #expect(throws: StrataError.self) { try model.predict(Tensor.ones([2, 3, 4]), batchSize: batchSize) }
    #expect(try model.predict(Tensor.ones([3, 3, 4]), batchSize: 3).shape == [3, 3, 4])
  }

  @Test func statesThatDoNotFit() throws {
    let (x, state) = (Input(shape: [3, 2]), Input(shape: [5]))
    #expect(throws: StrataError.self) { try LSTM(5, name: "l")(x, initialState: [state]) }
    #expect(throws: StrataError.self) { try GRU(4, name: "g")(x, initialState: [state]) }
    #expect(try GRU(5)(x, initialState: [state]).shape == [nil, 5])
  }
}

@Suite("Who keeps what alive in functional models")
struct FunctionalMemoryTests {
  @Test func aModelGoesWithItsLastUser() throws {
    weak var released: Model?
    weak var releasedCall: LayerCall?
    let shared = Dense(2)
    func makeAndForget() throws {
      let input = Input(shape: [3])
      let inner = try Model(inputs: input, outputs: Dense(2)(shared(input)))
      let outerInput = Input(shape: [3])
      let model = try Model(inputs: outerInput, outputs: inner(outerInput))
      model.compile(loss: .meanSquaredError())
      try model.fit(Tensor.zeros([4, 3]), Tensor.zeros([4, 2]), verbose: .silent)
      _ = try model.predict(Tensor.zeros([4, 3]))
      released = model
      releasedCall = try shared.output.call
      #expect(released != nil && releasedCall != nil)
    }
    try makeAndForget()
    #expect(released == nil)
    #expect(releasedCall == nil)
    #expect(throws: StrataError.notCalled(layer: shared.name)) { try shared.output }
  }

  @Test func aSequentialGoesToo() throws {
    weak var released: Sequential?
    func makeAndForget() throws {
      let model = try Sequential {
        Input(shape: [3])
        Dense(2)
      }
      released = model
    }
    try makeAndForget()
    #expect(released == nil)
  }

  @Test func symbolsKeepWhatTheyDependOn() throws {
    func output() throws -> SymbolicTensor { try Dense(2)(Dense(3, name: "hidden")(Input(shape: [4]))) }
    let end = try output()
    #expect(try end.layer.input.layer.name == "hidden")
    #expect(try end.layer.input.layer.input.shape == [nil, 4])
  }
}
