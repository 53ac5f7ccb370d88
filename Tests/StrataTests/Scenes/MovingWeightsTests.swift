import Foundation
import Testing

@testable import Strata

@Suite("Scene: weights that move")
struct MovingWeightsTests {
  private func numbers(_ layer: Layer) throws -> [[Float]] { try layer.getWeights().map { $0.scalars() } }

  private func front(_ seed: UInt32, name: String = "front") throws -> Sequential {
    try withRandomSeed(seed) {
      try Sequential(name: name) {
        Input(shape: [6])
        Dense(5, activation: .relu)
        BatchNormalization()
      }
    }
  }

  private func head(_ seed: UInt32) throws -> Sequential {
    try withRandomSeed(seed) {
      try Sequential(name: "head") {
        Input(shape: [5])
        Dense(3, activation: .softmax)
      }
    }
  }

  private let x = Tensor.randomNormal([48, 6], seed: 1) + 2
  private let y = Tensor((0..<48).map { Int32($0 * 5 % 3) })

  private func train(_ model: Model, epochs: Int = 2) throws {
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy())
    try model.fit(x, y, epochs: epochs, verbose: .silent, shuffle: false)
  }

  @Test func betweenLayersOfTwoModels() throws {
    let (one, two) = (try front(1), try front(2))
    try two.layers[0].setWeights(one.layers[0].getWeights())
    #expect(try numbers(two.layers[0]) == numbers(one.layers[0]))
    // They are values: training one leaves the other alone.
    let before = try numbers(two)
    try train(Sequential([one, head(3)]))
    #expect(try numbers(two) == before)
    #expect(try numbers(one.layers[0]) != before)
  }

  @Test func layersOfADifferentShape() throws {
    let (one, narrow) = (try front(1), Dense(4))
    try narrow.build(inputShape: [nil, 6])
    let before = try numbers(narrow)
    #expect(
      throws: StrataError.weightShape(weight: "\(narrow.name)/kernel", expected: [6, 4], found: [6, 5])
    ) {
      try narrow.setWeights(one.layers[0].getWeights())
    }
    #expect(try numbers(narrow) == before)
  }

  @Test func frozenFrontUnderANewHead() throws {
    let front = try front(1)
    try train(Sequential([front, head(2)]))
    front.trainable = false
    let newHead = try head(3)
    let model = try Sequential([front, newHead])
    let (frontBefore, headBefore) = (try numbers(front), try numbers(newHead))
    try train(model)
    // The moving averages of the batch normalization are among these weights.
    #expect(try numbers(front) == frontBefore)
    #expect(try numbers(newHead) != headBefore)
    // iteration and learning rate, then momentum and velocity of kernel and bias.
    #expect(try #require(model.optimizer).variables.count == 2 + 2 * 2)
    #expect(model.trainableWeights.map(\.path) == newHead.weights.map(\.path))
  }

  @Test func frozenLayersInKerasGiveTheSameNumbers() throws {
    let scene = try RecordedScene("frozenFront", family: "nestedModels")
    // The first head was trained on the largest of three numbers; the second learns whether it is the first one.
    let largest = scene.x[.all, 0..<3].argmax(axis: 1)
    try withRandomSeed(1234) {
      let front = try Sequential {
        Input(shape: [6])
        Dense(5, activation: .relu)
        BatchNormalization()
      }
      let first = try Sequential([front, Dense(3, activation: .softmax)])
      first.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy())
      try first.fit(scene.x, largest, epochs: 2, verbose: .silent)
      front.trainable = false
      let second = try Sequential([front, Dense(2, activation: .softmax)])
      try scene.expectWeights("initialWeights", second.getWeights(), absolute: 1e-5)
      second.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
      try scene.expectHistory(second.fit(scene.x, scene.y, epochs: 3, verbose: .silent))
      try scene.expectWeights("finalWeights", second.getWeights(), absolute: 1e-5)
    }
  }

  @Test func frozenBatchNormalizationIsInInferenceMode() throws {
    let front = try front(1)
    front.trainable = false
    let (training, inference) = (try front(x, training: true), try front(x, training: false))
    #expect(training.scalars(as: Float.self) == inference.scalars(as: Float.self))
    front.trainable = true
    let thawed = try front(x, training: true)
    #expect(thawed.scalars(as: Float.self) != inference.scalars(as: Float.self))
  }

  @Test func aThawedFrontIsTrainedAgain() throws {
    let front = try front(1)
    front.trainable = false
    let model = try Sequential([front, head(3)])
    try train(model)
    let before = try numbers(front)
    front.trainable = true
    try train(model)
    for (after, before) in zip(try numbers(front), before) { #expect(after != before) }
  }

  @Test func oneModelFromTwoFiles() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "MovingWeights-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["front", "head"].map { folder.appending(path: "\($0).safetensors").path }
    let (front, head) = (try front(1), try head(2))
    try front.saveWeights(to: files[0])
    try head.saveWeights(to: files[1])
    let (otherFront, otherHead) = (try self.front(5, name: "another"), try self.head(6))
    let assembled = try Sequential([otherFront, otherHead])
    try otherFront.loadWeights(from: files[0])
    try otherHead.loadWeights(from: files[1])
    #expect(try numbers(assembled) == numbers(front) + numbers(head))
    let expected = try head(front(x))
    expectClose(try assembled.predict(x).scalars(), expected.scalars(), absolute: 1e-6)
    // The file of one part does not fit the whole, or the other part.
    #expect(throws: StrataError.self) { try assembled.loadWeights(from: files[0]) }
    #expect(throws: StrataError.self) { try otherHead.loadWeights(from: files[0]) }
    #expect(try numbers(assembled) == numbers(front) + numbers(head))
  }

  @Test func aTargetFollowsTheOnlineNetwork() throws {
    let (target, online) = (try front(1), try front(2))
    let (start, goal) = (try numbers(target), try numbers(online))
    for _ in 0..<200 { try target.softUpdate(from: online, tau: 0.005) }
    // What remains of the distance is 0.995²⁰⁰ = 0.36695782.
    for (found, (start, goal)) in zip(try numbers(target), zip(start, goal)) {
      let expected = zip(start, goal).map { $1 + ($0 - $1) * 0.36695782 }
      expectClose(found, expected, absolute: 2e-5)
    }
  }
}
