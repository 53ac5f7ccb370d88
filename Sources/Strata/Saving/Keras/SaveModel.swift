import StrataIO

extension Model {
  /// Writes the whole model to a `.keras` file: its layers, its weights, what it was compiled with and the state of the
  /// optimizer. Keras reads the file, and so does `Model.load(from:)`.
  ///
  /// The file appears whole or not at all; an older one with that name stays until then. What it was compiled with is
  /// left out, with a warning, if it cannot be described in a file, as a loss that is a closure.
  /// - Throws: `StrataError.notBuilt`; `.noConfig` if a layer cannot be described in a file; `.file` if the file cannot
  ///   be written or its name does not end in `.keras`.
  public func save(to path: String) throws {
    guard path.lowercased().hasSuffix(".keras") else {
      throw StrataError.file(
        path: path,
        reason: "models are written to files that end in .keras; saveWeights(to:) writes weights alone")
    }
    guard isBuilt else { throw StrataError.notBuilt(owner: name, wanted: "weights to save") }
    let config = try json
    try reportingFileErrors {
      let weights = try kerasTree(includingOptimizer: optimizer != nil)
      try KerasArchive.write(config: config, weights: weights, to: path)
    }
  }

  /// The layers and what the model was compiled with, without weights, as Keras's `to_json` gives them.
  /// - Throws: `StrataError.noConfig` if a layer cannot be described in a file.
  public func toJSON() throws -> String {
    let config = try json
    return try reportingFileErrors { try config.text() }
  }
}
