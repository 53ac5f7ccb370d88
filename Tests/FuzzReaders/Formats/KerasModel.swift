import Strata
import StrataIO

/// Whole models. Reading one records the calls of its layers, which takes memory for programs, and makes its weights,
/// which may take a little more than the file.
extension Format {
  static let kerasModel = Format(
    name: "keras", seeds: kerasModels.map(\.bytes),
    crafts: [{ $0.kerasModel() }], base: modelBase, largestMultiple: 16
  ) {
    _ = try Model.load(decoding: $0, file: "memory.keras")
  }

  static let legacyModel = Format(
    name: "legacyModel", seeds: legacyModels.map(\.bytes),
    crafts: [{ $0.legacyModel() }, { $0.hdf5(legacyMaps) }], base: modelBase, largestMultiple: 16
  ) {
    _ = try Model.load(decoding: $0, file: "memory.h5")
  }

  static let weightsHDF5 = Format(
    name: "weightsHDF5", seeds: weightFiles.flatMap(\.files),
    crafts: [{ $0.hdf5(weightMaps) }], base: modelBase, largestMultiple: 64
  ) { bytes in
    let root = try HDF5File(decoding: bytes, file: "memory").root
    var isRead = false
    var failure: (any Error)?
    for model in try weightFiles.map({ try Model.load(decoding: $0.model, file: "memory.h5") }) {
      do {
        try model.loadWeights(from: root, file: "memory")
        isRead = true
      } catch { failure = error }
    }
    if let failure, !isRead { throw failure }
  }

  private static let modelBase = 64 << 20

  // MARK: Seeds

  fileprivate struct KerasModel: Sendable {
    let bytes: [UInt8]
    let config: JSONValue
    let parts: [(name: String, content: [UInt8])]
  }

  fileprivate static let kerasModels = modelFixtures(
    [
      "arithmetic", "directions", "mobile", "resnet", "siamese", "stack", "text", "translator", "two",
    ].map { "Models/\($0).keras" }
  ).map { bytes in
    try! KerasModel(bytes)
  }

  /// Configs of all classes.
  private static let allConfigs = modelFixtures(["layerConfigs.json", "configs.json", "compileConfigs.json"])
    .map {
      try! JSONValue(parsing: $0, file: "seed")
    }

  fileprivate static let kerasPool = JSONPool(kerasModels.map(\.config) + allConfigs)

  fileprivate struct LegacyModel: Sendable {
    let bytes: [UInt8]
    let root: HDF5Group
    /// The attributes with JSON.
    let configs: [String: JSONValue]
  }

  fileprivate static let legacyModels = modelFixtures(
    [
      "mlp", "functional", "nested", "recurrent",
    ].map { "Weights/\($0).h5" }
  ).map { bytes in
    try! LegacyModel(bytes)
  }

  fileprivate static let legacyPool = JSONPool(legacyModels.flatMap(\.configs.values) + allConfigs)
  private static let legacyMaps = legacyModels.map { HDF5Map($0.bytes) }

  private static let weightFiles = ["mlp", "functional"].map { name in
    (
      model: modelFixtures(["Weights/\(name).h5"])[0],
      files: modelFixtures(["Weights/\(name).weights.h5", "Weights/\(name).weights-only.h5"])
    )
  }
  private static let weightMaps = weightFiles.flatMap(\.files).map { HDF5Map($0) }

  private static func modelFixtures(_ names: [String]) -> [[UInt8]] {
    fixtures(names, of: "StrataTests")
  }
}

extension Format.KerasModel {
  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    let archive = try ZipArchive(decoding: bytes, file: "seed")
    parts = try archive.entries.map { ($0.name, try archive.content(of: $0)) }
    config = try JSONValue(parsing: parts.first { $0.name == "config.json" }!.content, file: "seed")
  }
}

extension Format.LegacyModel {
  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    root = try HDF5File(decoding: bytes, file: "seed").root
    var configs: [String: JSONValue] = [:]
    for name in ["model_config", "training_config"] {
      configs[name] = try root.attributes[name]?.text.map { try JSONValue(parsing: $0.utf8, file: "seed") }
    }
    self.configs = configs
  }

  /// The file with other configs.
  func bytes(with configs: [String: JSONValue]) throws -> [UInt8] {
    var writer = HDF5Writer()
    try copy(root, to: &writer, changing: configs.mapValues { .text(try $0.text()) })
    return writer.encoded()
  }

  private func copy(
    _ group: HDF5Group, to writer: inout HDF5Writer, changing changes: [String: HDF5Value] = [:]
  ) throws {
    var attributes = changes
    for name in group.attributes.names where changes[name] == nil {
      attributes[name] = try group.attributes[name]
    }
    try writer.addGroup(group.path, attributes: attributes)
    for name in group.names {
      switch try group[name] {
      case .group(let inner): try copy(inner, to: &writer)
      case .dataset(let dataset): try writer.addDataset(dataset.path, dataset.value())
      case nil: break
      }
    }
  }
}

extension Dice {
  /// An archive whose config has been changed, with right sizes and checksums.
  mutating func kerasModel() -> [UInt8] {
    let model = one(of: Format.kerasModels)
    let config = mutateValues(in: model.config, Format.kerasPool)
    guard let text = try? config.text() else { return model.bytes }
    var archive = Archive()
    for (name, content) in model.parts {
      archive.add(
        Array(name.utf8), name == "config.json" ? Array(text.utf8) : content, isDeflated: once(in: 8))
    }
    return archive.encoded()
  }

  /// An HDF5 file of which the config of the model or of what it was compiled with has been changed.
  mutating func legacyModel() -> [UInt8] {
    let model = one(of: Format.legacyModels)
    var configs = model.configs
    let name = once(in: 4) ? "training_config" : "model_config"
    configs[name] = configs[name].map { mutateValues(in: $0, Format.legacyPool) }
    return (try? model.bytes(with: configs)) ?? model.bytes
  }
}
