import Strata

/// A model that an argument names.
struct ModelFile {
  let path: String

  /// - Parameter compiling: whether the settings for training are wanted too.
  /// - Throws: `StrataError`, or `CommandError` for a file that cannot hold a model.
  func load(compiling: Bool = false) throws -> Model {
    switch FileKind(of: path) {
    case .keras, .hdf5: return try Model.load(from: path, compiling: compiling)
    case .kerasWeights, .kerasWeightShards, .safetensors, .npz:
      throw CommandError(
        "\(path): holds weights and no model; 'strata weights' shows them, 'strata convert --into' needs a model too"
      )
    case nil: throw CommandError("\(path): models are kept in files that end in .keras or .h5")
    }
  }
}
