import Foundation
import StrataIO

extension Model {
  /// Reads a whole model from a file that `save(to:)` or Keras wrote: a `.keras` file, or an `.h5` file in the format
  /// of earlier versions of Keras.
  ///
  /// Nothing in a file is run. Layers and other classes of one's own must be made known with `Registry` first; Python
  /// code, such as that of a `Lambda` layer, is an error that says where it is and how to give a replacement.
  /// - Parameter compiling: whether to compile the model as it was when it was saved, and to read the state of its
  ///   optimizer.
  /// - Throws: `StrataError.file` if the file is missing or broken, `.unknownClass` or `.invalidConfig` with the place in
  ///   the model, `.weightMismatch` if the weights are not those of the layers.
  public static func load(from path: String, compiling: Bool = true) throws -> Model {
    guard isLegacy(path) else {
      return try load(reportingFileErrors { try KerasArchive(contentsOf: path) }, path, compiling)
    }
    return try loadLegacy(reportingFileErrors { try HDF5File(contentsOf: path) }, path, compiling)
  }

  /// Reads a whole model from the bytes of a file, whose name tells the format.
  /// - Throws: as `load(from:compiling:)`.
  package static func load(decoding bytes: [UInt8], file: String) throws -> Model {
    guard isLegacy(file) else {
      return try load(reportingFileErrors { try KerasArchive(decoding: bytes, file: file) }, file, true)
    }
    return try loadLegacy(reportingFileErrors { try HDF5File(decoding: bytes, file: file) }, file, true)
  }

  /// The model that a text describes, which `toJSON()` or Keras's `to_json` gave. Its weights are new.
  /// - Throws: `StrataError.file` if the text is not JSON or describes more weights than the machine has memory,
  ///   `.unknownClass` or `.invalidConfig`.
  public static func fromJSON(_ text: String) throws -> Model {
    try LoadingAllowance.$current.withValue(LoadingAllowance(textNamed: "the text")) {
      try make(
        from: reportingFileErrors { try JSONValue(parsing: text.utf8, file: "the text") }, file: "the text")
    }
  }

  private static func isLegacy(_ path: String) -> Bool {
    [".h5", ".hdf5"].contains { path.lowercased().hasSuffix($0) }
  }

  private static func load(_ archive: KerasArchive, _ path: String, _ compiling: Bool) throws -> Model {
    let model = try make(from: archive.config, file: path, size: archive.size)
    if compiling, let config = archive.config["compile_config"]?.object {
      try model.compile(from: config, place: "\(path), compile_config")
    }
    // A model may be saved before it knows its inputs, and then has no weights.
    guard model.isBuilt else { return model }
    switch archive.weights {
    case .hdf5(let bytes):
      let name = "\(path), \(KerasArchive.Weights.hdf5Name)"
      let root = try reportingFileErrors { try HDF5File(decoding: bytes, file: name).root }
      try model.loadKerasTree(root, file: name)
    case .npz(let bytes):
      throw StrataError.file(
        path: path, reason: "weights in \(KerasArchive.Weights.npzName) (\(bytes.count) bytes) are not read")
    case nil where model.weights.isEmpty: break
    case nil: throw StrataError.file(path: path, reason: "has no \(KerasArchive.Weights.hdf5Name)")
    }
    return model
  }

  private static func loadLegacy(_ file: HDF5File, _ path: String, _ compiling: Bool) throws -> Model {
    let root = file.root
    guard let text = try reportingFileErrors({ try root.attributes["model_config"]?.text }) else {
      throw StrataError.file(
        path: path,
        reason: "has weights, but no model: make the model and read them with loadWeights(from:)")
    }
    let config = try reportingFileErrors {
      try JSONValue(parsing: text.utf8, file: "\(path), model_config")
    }
    let model = try make(from: config, file: path, size: file.size)
    if compiling, let text = try reportingFileErrors({ try root.attributes["training_config"]?.text }) {
      let config = try reportingFileErrors {
        try JSONValue(parsing: text.utf8, file: "\(path), training_config")
      }
      try model.compile(fromLegacy: config.object ?? [:], place: "\(path), training_config")
    }
    try model.loadWeights(from: root, file: path)
    return model
  }

  /// Makes a model whose weights are to come from a file of a size in bytes, so that none of more need memory.
  private static func make(from config: JSONValue, file: String, size: Int) throws -> Model {
    func make(deferringValues: Bool) throws -> Model {
      let allowance = LoadingAllowance(file: file, size: size, defersValues: deferringValues)
      return try LoadingAllowance.$current.withValue(allowance) { try Model.make(from: config, file: file) }
    }
    let model = try make(deferringValues: true)
    // A file has no weights of a model that was not built, but parts of it may have been.
    return model.isBuilt || model.weights.isEmpty ? model : try make(deferringValues: false)
  }

  private static func make(from config: JSONValue, file: String) throws -> Model {
    let layer = try Registry.layers.make(from: config, place: file)
    guard let model = layer as? Model else {
      throw StrataError.file(path: file, reason: "describes the layer \(layer), not a model")
    }
    // A model of one's own has its weights once it knows its inputs.
    if let shapes = config["build_config"].flatMap({ BuildConfig.shapes(in: $0) }) {
      try model.build(inputShapes: shapes)
    }
    return model
  }
}
