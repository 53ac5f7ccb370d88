import ArgumentParser
import Foundation
import Strata

/// A file that a model or its weights are written to, as the end of its name tells.
enum ModelOutput {
  /// - Throws: `ValidationError` for a name that tells no format that is written.
  static func validate(_ path: String, option: String) throws {
    switch FileKind(of: path) {
    case .keras, .kerasWeights, .kerasWeightShards, .safetensors, .npz: return
    case .hdf5:
      throw ValidationError(
        "\(option) \(path): the .h5 format of earlier versions of Keras is only read; write .keras or .weights.h5."
      )
    case nil:
      throw ValidationError(
        "\(option) \(path): the name must end in .keras, or in .weights.h5, .safetensors or .npz for weights alone."
      )
    }
  }

  /// Whether the file has what the model was compiled with, or the state of the optimizer.
  static func holdsOptimizer(_ path: String) -> Bool {
    switch FileKind(of: path) {
    case .keras, .kerasWeights, .kerasWeightShards: true
    default: false
    }
  }

  /// - Throws: `CommandError` if nothing can be written there, which is better known before the work.
  static func requirePlace(for path: String) throws {
    var isFolder: ObjCBool = false
    guard !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) || !isFolder.boolValue else {
      throw CommandError("\(path): is a folder")
    }
    let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
    guard access(folder, W_OK) == 0 else {
      throw CommandError("\(path): cannot write to the folder: \(String(cString: strerror(errno)))")
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
