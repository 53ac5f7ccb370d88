import Strata
import Testing

@Suite struct SequentialTests {
  @Test func weightsExistOnceTheInputIsKnown() throws {
    let model = try Sequential(name: "net") {
      Input(shape: [10])
      Dense(64, activation: .relu, name: "hidden")
      Dense(10, activation: .softmax, name: "output")
    }
    #expect(model.isBuilt)
    #expect(model.layers.map(\.name) == ["hidden", "output"])
    #expect(
      model.weights.map(\.path) == [
        "net/hidden/kernel", "net/hidden/bias", "net/output/kernel", "net/output/bias",
      ])
    #expect(model.weights.map(\.shape) == [[10, 64], [64], [64, 10], [10]])
    #expect(model.parameterCount == 10 * 64 + 64 + 64 * 10 + 10)
  }

  @Test func builderTakesConditionsAndLoops() throws {
    let deep = true
    let model = try Sequential {
      Input(shape: [4])
      for units in [3, 5] { Dense(units) }
      if deep { Dense(7) } else { Dense(8) }
      if !deep { Dropout(0.5) }
    }
    #expect(model.weights.filter { $0.name == "bias" }.map(\.shape) == [[3], [5], [7]])
  }

  @Test func aModelWithoutLayersSaysSo() throws {
    let model = try Sequential([Input(shape: [3])], name: "empty")
    let error = #expect(throws: StrataError.self) { try model.predict(Tensor.ones([1, 3])) }
    #expect(
      try #require(error).description == "empty: the number of layers besides Input must be at least 1, not 0"
    )
  }

  @Test func unbuiltModelSaysWhatToDo() throws {
    let model = try Sequential(name: "unbuilt") { Dense(3) }
    #expect(!model.isBuilt)
    #expect(model.weights.isEmpty)
    let error = #expect(throws: StrataError.self) { try model.getWeights() }
    let message = try #require(error).description
    #expect(message.contains("unbuilt") && message.contains("build(inputShape:)"))
    try model.build(inputShape: [nil, 4])
    #expect(try model.getWeights().map(\.shape) == [[4, 3], [3]])
  }

  @Test func firstDataBuildTheModel() throws {
    let model = try Sequential { Dense(3) }
    #expect(try model(Tensor.ones([2, 5])).shape == [2, 3])
    #expect(model.weights.map(\.shape) == [[5, 3], [3]])
  }

  @Test func buildingTwiceChangesNothing() throws {
    let model = try Sequential {
      Input(shape: [4])
      Dense(3)
    }
    let before = model.weights[0].value.scalars(as: Float.self)
    try model.build(inputShape: [nil, 4])
    #expect(model.weights.count == 2)
    #expect(model.weights[0].value.scalars(as: Float.self) == before)
  }

  @Test func addingAndRemovingLayersReachesWhatWasRecordedBefore() throws {
    let model = try Sequential {
      Input(shape: [3])
      Dense(4, kernelInitializer: .constant(-1))
      Dense(2, kernelInitializer: .ones)
    }
    let (x, truth) = (Tensor.ones([5, 3]), Tensor.zeros([5, 4]))
    model.compile(loss: .meanSquaredError())
    #expect(try model.predict(x).shape == [5, 2])
    #expect(try model.evaluate(x, Tensor.zeros([5, 2]), verbose: .silent)["loss"] == 144)
    try model.pop()
    #expect(try model.predict(x).scalars(as: Float.self) == Array(repeating: -3, count: 20))
    #expect(try model.evaluate(x, truth, verbose: .silent)["loss"] == 9)
    try model.add(ReLU())
    #expect(try model.predict(x).scalars(as: Float.self) == Array(repeating: 0, count: 20))
    #expect(try model.evaluate(x, truth, verbose: .silent)["loss"] == 0)
    #expect(try model.fit(x, truth, verbose: .silent)["loss"] == [0])
  }

  @Test func layersCanBeAddedAndRemoved() throws {
    let model = try Sequential()
    try model.add(Input(shape: [4]))
    try model.add(Dense(3))
    try model.add(Dense(2, name: "last"))
    #expect(model.weights.map(\.shape) == [[4, 3], [3], [3, 2], [2]])
    #expect(try model.pop()?.name == "last")
    try model.add(Dense(6))
    #expect(model.weights.map(\.shape) == [[4, 3], [3], [3, 6], [6]])
    #expect(try model(Tensor.ones([1, 4])).shape == [1, 6])
  }

  @Test func wrongInputNamesLayerAndShapes() throws {
    let model = try Sequential(name: "net") {
      Input(shape: [4])
      Dense(3)
    }
    let error = #expect(throws: StrataError.self) { try model(Tensor.ones([2, 5])) }
    let message = try #require(error).description
    #expect(message.contains("net") && message.contains("(2, 5)") && message.contains("4"))
  }

  @Test func layersAreFoundByName() throws {
    let model = try Sequential(name: "net") {
      Dense(3, name: "a"); Dense(3, name: "b")
    }
    #expect(try model.layer("b") === model.layers[1])
    #expect(throws: StrataError.unknownLayer(name: "c", model: "net", existing: ["a", "b"])) {
      try model.layer("c")
    }
  }

  @Test func equalNamesAreRefused() {
    #expect(throws: StrataError.duplicateLayerName(name: "a", model: "net")) {
      try Sequential(name: "net") {
        Dense(3, name: "a"); Dense(3, name: "a")
      }
    }
  }

  @Test func settingWeightsIsAllOrNothing() throws {
    let model = try Sequential(name: "net") {
      Input(shape: [2])
      Dense(3, name: "d")
    }
    let before = try model.getWeights().map { $0.scalars(as: Float.self) }
    #expect(throws: StrataError.weightCount(owner: "d", expected: 2, found: 1)) {
      try model.layers[0].setWeights([Tensor.ones([2, 3])])
    }
    #expect(throws: StrataError.weightShape(weight: "net/d/bias", expected: [3], found: [4])) {
      try model.setWeights([Tensor.ones([2, 3]), Tensor.ones([4])])
    }
    #expect(try model.getWeights().map { $0.scalars(as: Float.self) } == before)
    try model.setWeights([Tensor.ones([2, 3]), Tensor.full([3], 2)])
    #expect(try model(Tensor.ones([1, 2])).scalars(as: Float.self) == [4, 4, 4])
  }

  @Test func inputComesFirstAndOnce() {
    #expect(throws: StrataError.self) {
      try Sequential {
        Dense(3)
        Input(shape: [3])
      }
    }
    #expect(throws: StrataError.self) {
      try Sequential {
        Input(shape: [3])
        Input(shape: [3])
        Dense(3)
      }
    }
  }

  @Test func frozenLayersHaveNoTrainableWeights() throws {
    let model = try Sequential(name: "net") {
      Input(shape: [4])
      Dense(3, name: "front")
      Dense(2, name: "head")
    }
    try model.layer("front").trainable = false
    #expect(model.trainableWeights.map(\.path) == ["net/head/kernel", "net/head/bias"])
    #expect(model.nonTrainableWeights.map(\.path) == ["net/front/kernel", "net/front/bias"])
    model.trainable = false
    #expect(model.trainableWeights.isEmpty)
    model.trainable = true
    #expect(model.trainableWeights.count == 4)
  }

  @Test func aLayerThatCannotFollowIsReportedWhenBuilding() {
    #expect(throws: StrataError.self) {
      try Sequential {
        Input(shape: [3, 3, 1])
        Conv2D(2, kernelSize: 5)
      }
    }
  }

  @Test func aFailedBuildLeavesNothingBehind() throws {
    let built = Dense(4, name: "built")
    try built.build(inputShape: [nil, 3])
    let inner = try Sequential(name: "inner") {
      built
      Reshape([2, 2, 1], name: "reshape")
      Conv2D(2, kernelSize: 2, name: "first")
      Conv2D(2, kernelSize: 2, name: "second")
    }
    let model = try Sequential(name: "outer") { inner }
    #expect(throws: StrataError.self) { try model.build(inputShape: [nil, 3]) }
    for layer in [model, inner, try inner.layer("first"), try inner.layer("second")] {
      #expect(!layer.isBuilt && layer.inputShape == nil && layer.path == layer.name)
    }
    #expect(model.weights.map(\.path) == ["built/kernel", "built/bias"])
    try inner.pop()
    try model.build(inputShape: [nil, 3])
    #expect(
      model.weights.map(\.path) == [
        "built/kernel", "built/bias", "outer/inner/first/kernel", "outer/inner/first/bias",
      ])
  }

  @Test func aBuildThatFailedCanBeRepeatedWithAnotherShape() throws {
    let model = try Sequential(name: "net") {
      Conv2D(2, kernelSize: 3, name: "first")
      Conv2D(2, kernelSize: 3, name: "second")
    }
    #expect(throws: StrataError.self) { try model(Tensor.ones([1, 4, 4, 3])) }
    #expect(model.weights.isEmpty)
    #expect(try model(Tensor.ones([1, 8, 8, 1])).shape == [1, 4, 4, 2])
    #expect(try model.layer("first").weight("kernel").shape == [3, 3, 1, 2])
  }

  @Test func aLayerThatCannotBeAddedIsNot() throws {
    let model = try Sequential {
      Input(shape: [4, 4, 1])
      Conv2D(2, kernelSize: 3, name: "first")
    }
    let tooLarge = Conv2D(2, kernelSize: 3, name: "too_large")
    #expect(throws: StrataError.self) { try model.add(tooLarge) }
    #expect(!tooLarge.isBuilt)
    #expect(model.layers.map(\.name) == ["first"])
    #expect(try model(Tensor.ones([1, 4, 4, 1])).shape == [1, 2, 2, 2])
    try model.add(Flatten(name: "flatten"))
    #expect(try model(Tensor.ones([1, 4, 4, 1])).shape == [1, 8])

    let waiting = try Sequential([Input(shape: [0])])
    #expect(throws: StrataError.self) { try waiting.add(Dense(2)) }
    #expect(waiting.layers.isEmpty && !waiting.isBuilt)
  }
}
