import ArgumentParser
import Strata

/// A file that a model or its weights are written to, as the end of its name tells.
enum ModelOutput {
  /// - Throws: `CommandError` for a name that tells no format that is written.
  static func validate(_ path: String, option: String) throws {
    switch FileKind(of: path) {
    case .keras, .kerasWeights, .kerasWeightShards, .safetensors, .npz: return
    case .hdf5:
      throw ValidationError(
        "\(option) \(path): the .h5 format of earlier versions of Keras is only read; write .keras or .weights.h5.")
    case nil:
      throw ValidationError(
        "\(option) \(path): the name must end in .keras, or in .weights.h5, .safetensors or .npz for weights alone."
      )
    }
  }

  /// - Throws: `StrataError`.
  static func write(_ model: Model, to path: String) throws {
    if case .keras = FileKind(of: path) {
      try model.save(to: path)
    } else {
      try model.saveWeights(to: path)
    }
  }
}
