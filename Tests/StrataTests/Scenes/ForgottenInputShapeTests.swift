import Testing

@testable import Strata

/// A network without an input shape says that it is not built and what to do; then it works.
@Suite("Scene: forgotten input shape") struct ForgottenInputShapeTests {
  private func makeModel() throws -> Sequential {
    try Sequential(name: "net") {
      Conv2D(8, kernelSize: 3, activation: .relu, name: "first")
      MaxPooling2D(name: "pooling")
      Conv2D(16, kernelSize: 3, activation: .relu, name: "second")
      Flatten(name: "flatten")
      Dense(10, activation: .softmax, name: "dense")
    }
  }

  private static let advice = "put Input(shape:) first, call build(inputShape:), or call"

  private func expectAdvice(
    about owner: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Any
  ) throws {
    let error = try #require(
      #expect(throws: StrataError.self, sourceLocation: sourceLocation) { try body() })
    #expect(error.description.hasPrefix("'\(owner)' has no "), sourceLocation: sourceLocation)
    #expect(error.description.contains(Self.advice), sourceLocation: sourceLocation)
  }

  @Test func summaryAndWeightsSayThatItIsNotBuilt() throws {
    let model = try makeModel()
    let text = model.summaryText(width: 76)
    #expect(text.contains("│ first (Conv2D)                  │ ?                      │   0 (unbuilt) │"))
    #expect(text.contains("Not built: \(Self.advice)"))
    #expect("\(model)".contains("built=false"))
    try expectAdvice(about: "net") { try model.getWeights() }
    try expectAdvice(about: "net") { try model.setWeights([]) }
    try expectAdvice(about: "net") { try model.weightStatistics() }
    try expectAdvice(about: "first") { try model.layer("first").getWeights() }
    try expectAdvice(about: "dense") { try model.layer("dense").weight("kernel") }
  }

  @Test func buildingMakesTheWeights() throws {
    let model = try makeModel()
    try model.build(inputShape: [nil, 8, 8, 1])
    #expect(
      try model.getWeights().map(\.shape) == [[3, 3, 1, 8], [8], [3, 3, 8, 16], [16], [16, 10], [10]])
    let text = model.summaryText(width: 76)
    #expect(text.contains("│ second (Conv2D)                 │ (None, 1, 1, 16)       │         1,168 │"))
    #expect(text.contains(" Total params: 1,418 (5.54 KB)"))
    #expect(!text.contains("Not built"))
  }

  @Test func theFirstDataBuildIt() throws {
    let digits = try ImageDataset.digits()
    let model = try withRandomSeed(1) { try makeModel() }
    model.compile(
      optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
    let history = try withRandomSeed(2) {
      try model.fit(digits.trainingImages, digits.trainingLabels, epochs: 5, verbose: .silent)
    }
    #expect(model.isBuilt && model.parameterCount == 1_418)
    #expect(try #require(history["accuracy"].last) > 0.8)
  }

  @Test func aShapeThatCannotWorkLeavesItUnbuilt() throws {
    let model = try makeModel()
    for shape: PartialShape in [[nil, 4, 4, 1], [8, 8, 1], [nil, 8, 8, nil]] {
      #expect(throws: StrataError.self) { try model.build(inputShape: shape) }
      #expect(!model.isBuilt && model.layers.allSatisfy { !$0.isBuilt })
    }
    try model.build(inputShape: [nil, 8, 8, 3])
    #expect(try model.layer("first").weight("kernel").shape == [3, 3, 3, 8])
  }
}
