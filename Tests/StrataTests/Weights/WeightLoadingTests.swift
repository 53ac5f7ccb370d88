import Foundation
import StrataIO
import Testing

@testable import Strata

/// What `loadWeights(from:)` takes, leaves alone and refuses.
@Suite("Loading of weights") struct WeightLoadingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  /// An encoder of two layers and a head.
  private func network(_ names: [String] = ["low", "high", "head"], classes: Int = 3) throws -> Sequential {
    try Sequential {
      Input(shape: [4])
      Dense(5, name: names[0])
      Dense(5, name: names[1])
      Dense(classes, name: names[2])
    }
  }

  private func values(_ model: Model) throws -> [[Float]] { try model.getWeights().map { $0.scalars() } }

  private static let formats = ["w.weights.h5", "w.weights.json", "w.safetensors", "w.npz"]

  // MARK: Strict

  @Test func everyDifferenceIsListedByBothNames() throws {
    let saved = try Sequential {
      Input(shape: [4])
      Dense(5, name: "low")
      Dense(3, name: "head")
      BatchNormalization(name: "norm")
    }
    try saved.saveWeights(to: path("w.weights.h5"))
    let model = try network()
    let before = try values(model)
    let error = #expect(throws: StrataError.self) { try model.loadWeights(from: path("w.weights.h5")) }
    #expect(
      error
        == .weightMismatch(
          file: path("w.weights.h5"),
          differences: [
            "high/kernel (layers/dense_1/vars/0): the model has the shape [5, 5], the file [5, 3]",
            "high/bias (layers/dense_1/vars/1): the model has the shape [5], the file [3]",
            "head/kernel (layers/dense_2/vars/0): missing in the file",
            "head/bias (layers/dense_2/vars/1): missing in the file",
            "layers/batch_normalization/vars/0: in the file, but not in the model",
            "layers/batch_normalization/vars/1: in the file, but not in the model",
            "layers/batch_normalization/vars/2: in the file, but not in the model",
            "layers/batch_normalization/vars/3: in the file, but not in the model",
          ]))
    #expect(try values(model) == before)
  }

  @Test func missingLayersOfAnOlderFileAreListed() throws {
    let model = try Sequential {
      Input(shape: [4])
      Dense(5, name: "hidden")
      Dense(3, name: "head")
      Dense(1, name: "more")
    }
    let error = #expect(throws: StrataError.self) {
      try model.loadWeights(from: RecordedWeights.path("mlp.h5"))
    }
    #expect(
      error
        == .weightMismatch(
          file: RecordedWeights.path("mlp.h5"),
          differences: [
            "more/kernel (weight 1 of layer 3 with weights): missing in the file",
            "more/bias (weight 2 of layer 3 with weights): missing in the file",
          ]))
  }

  @Test func theStateOfAnotherOptimizerIsListed() throws {
    let model = try RecordedWeights.mlp()
    model.compile(optimizer: .sgd(momentum: 0.9), loss: .meanSquaredError())
    let before = try values(model)
    let file = RecordedWeights.path("mlp.weights.h5")
    let error = #expect(throws: StrataError.self) { try model.loadWeights(from: file) }
    let text = try #require(error).description
    #expect(text.contains("optimizer/vars/9: in the file, but not in the model"))
    #expect(try values(model) == before)
    #expect(model.optimizer?.isBuilt == false)
    #expect(model.optimizer?.variables.count == 2)
    try model.loadWeights(from: file, includingOptimizer: false)
    try RecordedWeights("mlp").expectPrediction(of: model)
  }

  @Test func stateIsAskedForWhereThereIsNone() throws {
    let model = try RecordedWeights.mlp()
    #expect(throws: StrataError.notCompiled(model: "mlp")) {
      try model.loadWeights(from: RecordedWeights.path("mlp.weights.h5"), includingOptimizer: true)
    }
    model.compile(optimizer: .adam(), loss: .meanSquaredError())
    try model.saveWeights(to: path("w.npz"))
    let error = #expect(throws: StrataError.self) {
      try model.loadWeights(from: path("w.npz"), includingOptimizer: true)
    }
    #expect(try #require(error).description.contains("optimizer/iteration (variable 0): missing in the file"))
  }

  // MARK: In part

  @Test(arguments: formats) func whatFitsIsLoaded(name: String) throws {
    let saved = try network()
    try saved.saveWeights(to: path(name))
    let model = try network(["low", "high", "new_head"], classes: 7)
    let before = try values(model)
    let report = try model.loadWeights(from: path(name), allowPartial: true)
    #expect(report.loaded == ["low/kernel", "low/bias", "high/kernel", "high/bias"])
    let isKeras = name.contains(".weights.")
    let places =
      isKeras ? ["layers/dense_2/vars/0", "layers/dense_2/vars/1"] : ["dense_2/kernel", "dense_2/bias"]
    #expect(
      report.differences == [
        .misshapen(weight: "new_head/kernel", place: places[0], expected: [5, 7], found: [5, 3]),
        .misshapen(weight: "new_head/bias", place: places[1], expected: [7], found: [3]),
      ])
    let expected = try Array(values(saved).prefix(4)) + before.suffix(2)
    #expect(try values(model) == expected)
  }

  @Test func theStateOfAnOptimizerIsLoadedWholeOrNotAtAll() throws {
    let model = try network(["hidden", "high", "head"])
    model.compile(optimizer: .adam(learningRate: 0.5), loss: .meanSquaredError())
    let report = try model.loadWeights(from: RecordedWeights.path("mlp.weights.h5"), allowPartial: true)
    #expect(report.loaded == ["hidden/kernel", "hidden/bias"])
    #expect(model.optimizer?.learningRate == 0.5)
  }

  // MARK: With names

  @Test(arguments: formats) func aMappingLeavesWeightsAlone(name: String) throws {
    let saved = try network()
    try saved.saveWeights(to: path(name))
    // Other names of layers do not matter for weights that are not mapped to others.
    let model = try network(["a", "b", "c"])
    let before = try values(model)
    let report = try model.loadWeights(from: path(name)) { $0.hasPrefix("c/") ? nil : $0 }
    #expect(report.loaded == ["a/kernel", "a/bias", "b/kernel", "b/bias"])
    let expected = try Array(values(saved).prefix(4)) + before.suffix(2)
    #expect(try values(model) == expected)
  }

  @Test(arguments: formats) func aMappingTakesTheWeightsOfOtherLayers(name: String) throws {
    let saved = try network(["low", "high", "head"], classes: 5)
    try saved.saveWeights(to: path(name))
    let model = try network(["low", "high", "head"], classes: 5)
    let exchanged = ["high": "head", "head": "high"]
    try model.loadWeights(from: path(name)) { weight in
      let parts = weight.split(separator: "/").map(String.init)
      return "\(exchanged[parts[0]] ?? parts[0])/\(parts[1])"
    }
    let all = try values(saved)
    let expected = [all[0], all[1], all[4], all[5], all[2], all[3]]
    #expect(try values(model) == expected)
  }

  @Test func aMappingTakesNamesOfTheFile() throws {
    let saved = try network()
    try saved.saveWeights(to: path("w.weights.h5"))
    let model = try Sequential {
      Input(shape: [4])
      Dense(5, name: "only")
    }
    let report = try model.loadWeights(from: path("w.weights.h5"), allowPartial: true) {
      ["only/kernel": "layers/dense/vars/0", "only/bias": "high/bias"][$0]
    }
    #expect(report.loaded == ["only/kernel", "only/bias"])
    #expect(try values(model) == [values(saved)[0], values(saved)[3]])
    let error = #expect(throws: StrataError.self) {
      try model.loadWeights(from: path("w.weights.h5")) { "absent/\($0)" }
    }
    #expect(try #require(error).description.contains("only/kernel (absent/only/kernel): missing in the file"))
  }

  @Test func safetensorsOfOtherToolsAreMapped() throws {
    let kernel = HostArray((0..<20).map { Float($0) }, shape: [4, 5])
    let bias = HostArray([1, 2, 3, 4, 5] as [Float], shape: [5])
    try SafeTensors(NamedArrays([("fc1.weight_t", kernel), ("fc1.bias", bias)])).write(
      to: path("other.safetensors"))
    let model = try Sequential {
      Input(shape: [4])
      Dense(5, name: "hidden")
    }
    try model.loadWeights(from: path("other.safetensors")) {
      ["hidden/kernel": "fc1.weight_t", "hidden/bias": "fc1.bias"][$0]
    }
    #expect(try values(model) == [kernel.scalars(as: Float.self), bias.scalars(as: Float.self)])
  }

  @Test(arguments: ["mlp.h5", "mlp.weights-only.h5", "mlp.weights.h5", "mlp.weights.json"])
  func layersAreFoundByName(file: String) throws {
    let recorded = try RecordedWeights("mlp")
    // The same layers in another order, and one more.
    let model = try Sequential {
      Input(shape: [5])
      Dense(3, name: "head")
      Dense(4, name: "between")
      Dense(5, name: "hidden")
    }
    #expect(throws: StrataError.self) {
      try model.loadWeights(from: RecordedWeights.path(file), byName: true)
    }
    let report = try model.loadWeights(from: RecordedWeights.path(file), allowPartial: true, byName: true)
    #expect(report.loaded == ["head/kernel", "head/bias", "hidden/kernel", "hidden/bias"])
    #expect(
      report.differences == [
        .missing(weight: "between/kernel", place: "between/kernel"),
        .missing(weight: "between/bias", place: "between/bias"),
      ])
    let expected = recorded.arrays("weight").map { $0.scalars(as: Float.self) }
    let found = try values(model)
    #expect(Array(found[..<2]) == Array(expected[2...]))
    #expect(Array(found[4...]) == Array(expected[..<2]))
  }

  // MARK: Broken files

  /// Wherever a file ends too early, that is an error and nothing has changed, or all of the weights were there.
  @Test(arguments: ["mlp.weights.h5", "mlp.h5"]) func filesThatAreCutOff(file: String) throws {
    let bytes = try File.read(RecordedWeights.path(file))
    let model = try RecordedWeights.mlp()
    let before = try values(model)
    let expected = try RecordedWeights("mlp").arrays("weight").map { $0.scalars(as: Float.self) }
    for count in stride(from: 0, to: bytes.count, by: 97) {
      try AtomicFile.write(Array(bytes[..<count]), to: path("cut.h5"))
      do {
        try model.loadWeights(from: path("cut.h5"))
        #expect(try values(model) == expected)
        return
      } catch {
        #expect(error is StrataError)
        #expect(try values(model) == before)
      }
    }
  }

  @Test(arguments: ["../mlp_00000.weights.h5", "/mlp_00000.weights.h5", "", "..", "a/b"])
  func anIndexNamesFilesBesideItself(name: String) throws {
    try AtomicFile.write(Array(#"{"weight_map": {"/vars": "\#(name)"}}"#.utf8), to: path("w.weights.json"))
    let error = #expect(throws: StrataError.self) {
      try RecordedWeights.mlp().loadWeights(from: path("w.weights.json"))
    }
    #expect(try #require(error).description.contains("'/vars' does not have the name of a file beside it"))
  }

  @Test func aMissingShardIsNamed() throws {
    try AtomicFile.write(File.read(RecordedWeights.path("mlp.weights.json")), to: path("mlp.weights.json"))
    let error = #expect(throws: StrataError.self) {
      try RecordedWeights.mlp().loadWeights(from: path("mlp.weights.json"))
    }
    #expect(try #require(error).description.contains("mlp_00000.weights.h5"))
  }

  // MARK: Shards

  @Test func weightsAreSpreadAsInKeras() throws {
    let model = try RecordedWeights("mlp").model()
    try model.loadWeights(from: RecordedWeights.path("mlp.weights.h5"))
    try model.saveWeights(to: path("mlp.weights.json"), maxShardSize: 150 / 0x1p30)
    let parsed = try ["mlp.weights.json"].flatMap { name in
      try [path(name), RecordedWeights.path(name)].map { try JSONValue(parsing: File.read($0), file: name) }
    }
    #expect(parsed[0] == parsed[1])
    for name in try folder.files where name.hasSuffix(".h5") {
      func datasets(_ path: String) throws -> [String] {
        try HDF5File(contentsOf: path).root.datasets().map { "\($0.path) \(try $0.read())" }
      }
      #expect(try datasets(path(name)) == datasets(RecordedWeights.path(name)), "\(name)")
    }
    #expect(try folder.files.count == 6)
  }

  @Test func aWeightLargerThanAShardIsRefused() throws {
    let model = try network()
    let error = #expect(throws: StrataError.self) {
      try model.saveWeights(to: path("w.weights.json"), maxShardSize: 99 / 0x1p30)
    }
    #expect(try #require(error).description.contains("maxShardSize must be at least the 100.00 B of"))
    #expect(try folder.files.isEmpty)
    #expect(throws: StrataError.self) { try model.saveWeights(to: path("w.npz"), maxShardSize: 1) }
  }

  // MARK: Other files

  @Test func theWeightsOfAWholeModelAreRead() throws {
    let saved = try RecordedWeights("mlp").model()
    try saved.fit(Tensor.ones([4, 4]), Tensor.ones([4, 3]), verbose: .silent)
    try saved.save(to: path("m.keras"))
    let model = try RecordedWeights.mlp()
    try model.loadWeights(from: path("m.keras"))
    #expect(try values(model) == values(saved))
    #expect(throws: StrataError.self) { try model.saveWeights(to: path("m.keras")) }
  }

  @Test func theOlderFormatIsOnlyRead() throws {
    let error = #expect(throws: StrataError.self) { try network().saveWeights(to: path("w.h5")) }
    #expect(try #require(error).description.contains(".weights.h5"))
  }
}
