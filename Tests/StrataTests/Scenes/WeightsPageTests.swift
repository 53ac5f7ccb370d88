import Foundation
import Testing

@testable import Strata

/// The code in `docs/weights.md`, word for word, prints what the page says.
@Suite("Page: weights") struct WeightsPageTests {
  private let page: Page
  private let output = Output()

  init() throws { page = try Page("weights.md") }

  /// Takes the place of Swift's own within this suite.
  private func print(_ items: Any...) { output.lines.append(items.map { "\($0)" }.joined(separator: " ")) }

  private func expectOnPage(sourceLocation: SourceLocation = #_sourceLocation) {
    let text = output.lines.joined(separator: "\n")
    #expect(page.outputs.contains(text), "\(text)", sourceLocation: sourceLocation)
    output.lines = []
  }

  @Test func everyBlockOfCodeIsInThisFile() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let lines = Set(source.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
    for line in page.code where !lines.contains(line) { Issue.record("not tested: \(line)") }
    #expect(page.code.count > 50)
  }

  @Test func theModelOfThePage() throws {
    try withRandomSeed(0) {
      // Within `withRandomSeed` this does not reach other tests.
      setRandomSeed(1234)
      let model = try Sequential(name: "net") {
        Input(shape: [2])
        Dense(3, activation: .sigmoid, name: "hidden")
        Dense(1, activation: .sigmoid, name: "output")
      }
      for layer in model.layers {
        for weight in layer.weights { print(layer.name, weight.name, weight.shape) }
      }
      expectOnPage()

      print(try model.layer("hidden").getWeights()[0])
      print(try model.layer("hidden").weight("bias").value)
      expectOnPage()

      print(try model.weightStatistics())
      expectOnPage()

      let x = Tensor([[0, 0], [0, 1], [1, 0], [1, 1]] as [[Float]])
      let y = Tensor([[0], [1], [1], [0]] as [[Float]])
      setRandomSeed(1)
      for initializer in [.constant(0.5), .glorotUniform()] as [any Initializer] {
        let network = try Sequential {
          Input(shape: [2])
          Dense(4, activation: .tanh, kernelInitializer: initializer, name: "hidden")
          Dense(1, activation: .sigmoid, kernelInitializer: initializer)
        }
        network.compile(optimizer: .adam(learningRate: 0.1), loss: .binaryCrossentropy())
        try network.fit(x, y, epochs: 100, verbose: .silent)
        let (units, answers) = (try network.layer("hidden").getWeights()[0], try network.predict(x))
        print((units * 10).rounded() / 10)
        print((answers.flattened() * 10).rounded() / 10)
      }
      expectOnPage()

      let before = try model.getWeights()
      model.compile(optimizer: .adam(learningRate: 0.01), loss: .binaryCrossentropy())
      try model.fit(x, y, epochs: 100, verbose: .silent)
      for (weight, old) in zip(model.weights, before) {
        print(weight.name, weight.shape, "moved by", ((weight.value - old).norm() * 10).rounded() / 10)
      }
      expectOnPage()
    }
  }

  @Test func aModelThatIsNotBuilt() throws {
    let unbuilt = try Sequential(name: "unbuilt") { Dense(3) }
    do {
      print(try unbuilt.getWeights())
    } catch {
      print(error)
    }
    try unbuilt.build(inputShape: [nil, 2])
    print(try unbuilt.getWeights().map(\.shape))
    expectOnPage()
  }

  @Test func seeds() throws {
    let twins = (0..<2).map { _ in Dense(2, kernelInitializer: .glorotUniform(seed: 7)) }
    for twin in twins {
      try twin.build(inputShape: [nil, 2])
      print(try twin.getWeights()[0])
    }
    expectOnPage()
  }

  @Test func settingByHand() throws {
    let layer = Dense(2, name: "by_hand")
    try layer.build(inputShape: [nil, 3])
    try layer.setWeights([Tensor([[1, 2], [3, 4], [5, 6]]), Tensor([0.5, -0.5])])
    print(try layer(Tensor([[1, 1, 1]])))
    expectOnPage()
    do {
      try layer.setWeights([Tensor([[1, 3, 5], [2, 4, 6]]), Tensor([0.5, -0.5])])
    } catch {
      print(error)
    }
    expectOnPage()
  }

  @Test func regression() throws {
    let inputs = Tensor.randomUniform([300, 3], from: -1, to: 1, seed: 1)
    let truth = matmul(inputs, Tensor([3, -2, 0.5] as [Float], shape: [3, 1])) + 1
    let regression = try Sequential {
      Input(shape: [3])
      Dense(1)
    }
    regression.compile(optimizer: .adam(learningRate: 0.02), loss: .meanSquaredError())
    try regression.fit(inputs, truth, batchSize: 300, epochs: 1000, verbose: .silent)
    for value in try regression.getWeights() { print((value.flattened() * 1000).rounded() / 1000) }
    expectOnPage()
  }

  @Test func theTableOfShapes() throws {
    func weights(_ layer: Layer, _ inputShape: PartialShape) throws -> [String] {
      try layer.build(inputShape: inputShape)
      return layer.weights.map { "\($0.name) \($0.shape) \($0.trainable)" }
    }
    #expect(try weights(Dense(5), [nil, 3]) == ["kernel [3, 5] true", "bias [5] true"])
    #expect(
      try weights(Conv2D(5, kernelSize: [2, 3]), [nil, 8, 8, 4]) == [
        "kernel [2, 3, 4, 5] true", "bias [5] true",
      ])
    #expect(
      try weights(Conv1D(5, kernelSize: 3), [nil, 8, 4]) == ["kernel [3, 4, 5] true", "bias [5] true"])
    #expect(
      try weights(Conv2DTranspose(5, kernelSize: [2, 3]), [nil, 8, 8, 4]) == [
        "kernel [2, 3, 5, 4] true", "bias [5] true",
      ])
    #expect(
      try weights(DepthwiseConv2D(kernelSize: [2, 3], depthMultiplier: 2), [nil, 8, 8, 4]) == [
        "kernel [2, 3, 4, 2] true", "bias [8] true",
      ])
    #expect(
      try weights(SeparableConv2D(5, kernelSize: [2, 3], depthMultiplier: 2), [nil, 8, 8, 4]) == [
        "depthwise_kernel [2, 3, 4, 2] true", "pointwise_kernel [1, 1, 8, 5] true", "bias [5] true",
      ])
    #expect(
      try weights(LayerNormalization(), [nil, 8, 4]) == ["gamma [4] true", "beta [4] true"])
    #expect(
      try weights(BatchNormalization(), [nil, 8, 8, 4]) == [
        "gamma [4] true", "beta [4] true", "moving_mean [4] false", "moving_variance [4] false",
      ])
    #expect(try weights(PReLU(), [nil, 6, 2]) == ["alpha [6, 2] true"])
    for layer in [
      Flatten(), Reshape([4, 1]), Permute([2, 1]), Dropout(0.5), GaussianNoise(0.5), Activation(.relu),
    ] {
      #expect(try weights(layer, [nil, 2, 2]).isEmpty)
    }
    #expect(try weights(MaxPooling2D(), [nil, 4, 4, 1]).isEmpty)
  }
}

private final class Output {
  var lines: [String] = []
}

/// A page of the documentation, as the code in it and what that prints.
private struct Page {
  /// The lines of code, without their indentation.
  let code: [String]
  /// The outputs, one for each block.
  let outputs: [String]

  init(_ name: String) throws {
    let root = (0..<4).reduce(URL(filePath: #filePath)) { path, _ in path.deletingLastPathComponent() }
    let text = try String(contentsOf: root.appending(path: "docs/\(name)"), encoding: .utf8)
    let blocks = text.components(separatedBy: "```")
    func contents(_ language: String) -> [String] {
      blocks.filter { $0.hasPrefix("\(language)\n") }
        .map { String($0.dropFirst(language.count + 1)).trimmingCharacters(in: .newlines) }
    }
    code = contents("swift").flatMap { $0.split(separator: "\n") }
      .map { $0.trimmingCharacters(in: .whitespaces) }
    outputs = contents("text")
  }
}
