import Foundation
import Testing

@testable import Strata

@Suite struct WeightFileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "strata-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

  private func network(units: Int = 5) throws -> Sequential {
    let model = try Sequential {
      Input(shape: [6, 6, 2])
      Conv2D(3, kernelSize: 3, name: "conv_a")
      BatchNormalization(name: "norm")
      Flatten()
      Dense(units, name: "hidden")
      Dense(2, name: "head")
    }
    model.compile(optimizer: .adam(), loss: .meanSquaredError())
    return model
  }

  private let x = Tensor((0..<(4 * 72)).map { Float($0 % 11) / 11 }, shape: [4, 6, 6, 2])
  private let y = Tensor((0..<8).map { Float($0 % 3) }, shape: [4, 2])

  @Test(arguments: ["w.safetensors", "w.npz", "w.weights.h5", "w.weights.json"])
  func weightsComeBackBitForBit(name: String) throws {
    let saved = try network()
    try saved.fit(x, y, epochs: 2, verbose: 0)
    try saved.saveWeights(to: path(name))
    let loaded = try network()
    #expect(try loaded.getWeights()[0].scalars(as: Float.self) != saved.getWeights()[0].scalars())
    try loaded.loadWeights(from: path(name))
    for (a, b) in zip(try saved.getWeights(), try loaded.getWeights()) {
      #expect(a.scalars(as: Float.self) == b.scalars(as: Float.self))
    }
  }

  @Test(arguments: ["w.safetensors", "w.npz", "w.weights.h5", "w.weights.json"])
  func trainingGoesOnWhereItWas(name: String) throws {
    let whole = try network()
    let start = try whole.getWeights()
    try whole.fit(x, y, batchSize: 2, epochs: 4, verbose: 0, shuffle: false)

    let first = try network()
    try first.setWeights(start)
    try first.fit(x, y, batchSize: 2, epochs: 2, verbose: 0, shuffle: false)
    try first.saveWeights(to: path(name), includingOptimizer: true)
    let second = try network()
    try second.loadWeights(from: path(name))
    try second.fit(x, y, batchSize: 2, epochs: 4, verbose: 0, shuffle: false, initialEpoch: 2)
    for (a, b) in zip(try whole.getWeights(), try second.getWeights()) {
      #expect(a.scalars(as: Float.self) == b.scalars(as: Float.self))
    }
  }

  @Test func optimizerStateIsIgnoredByAModelThatIsNotCompiled() throws {
    let saved = try network()
    try saved.fit(x, y, verbose: 0)
    try saved.saveWeights(to: path("w.npz"), includingOptimizer: true)
    let plain = try Sequential(network().layers)
    try plain.build(inputShape: [nil, 6, 6, 2])
    try plain.loadWeights(from: path("w.npz"))
    #expect(try plain.predict(x).scalars(as: Float.self) == saved.predict(x).scalars())
  }

  @Test func everyDifferenceIsListedAndNothingChanges() throws {
    try network().saveWeights(to: path("w.safetensors"))
    let other = try network(units: 7)
    let before = try other.getWeights().map { $0.scalars(as: Float.self) }
    #expect(
      throws: StrataError.weightMismatch(
        file: path("w.safetensors"),
        differences: [
          "hidden/kernel (dense/kernel): the model has the shape [48, 7], the file [48, 5]",
          "hidden/bias (dense/bias): the model has the shape [7], the file [5]",
          "head/kernel (dense_1/kernel): the model has the shape [7, 2], the file [5, 2]",
        ])
    ) { try other.loadWeights(from: path("w.safetensors")) }
    #expect(try other.getWeights().map { $0.scalars(as: Float.self) } == before)
  }

  @Test func missingBrokenAndUnknownFiles() throws {
    let model = try network()
    #expect(throws: StrataError.self) { try model.loadWeights(from: path("absent.npz")) }
    for name in ["broken.npz", "broken.safetensors", "broken.weights.h5", "broken.h5", "broken.weights.json"]
    {
      try Data("not a file of arrays".utf8).write(to: URL(filePath: path(name)))
      let error = #expect(throws: StrataError.self) { try model.loadWeights(from: path(name)) }
      #expect(try #require(error).description.contains(name))
    }
    let error = #expect(throws: StrataError.self) { try model.saveWeights(to: path("w.pickle")) }
    #expect(try #require(error).description.contains(".safetensors"))
  }

  @Test func aModelThatIsNotBuiltHasNothingToSave() throws {
    let model = try Sequential { Dense(3) }
    #expect(throws: StrataError.self) { try model.saveWeights(to: path("w.npz")) }
    #expect(throws: StrataError.self) { try model.loadWeights(from: path("w.npz")) }
  }
}
