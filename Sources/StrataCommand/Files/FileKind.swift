import StrataIO

/// What a file holds, as far as the end of its name tells.
enum FileKind {
  /// A model in Keras's archive.
  case keras
  /// Keras 3's weights.
  case kerasWeights
  /// Keras 3's weights in several files, and the list of them.
  case kerasWeightShards
  /// A model or weights, as Keras wrote them before version 3.
  case hdf5
  case safetensors, npz

  private static let endings: KeyValuePairs<String, FileKind> = [
    ".keras": .keras, ".weights.h5": .kerasWeights, ".weights.json": .kerasWeightShards, ".h5": .hdf5,
    ".hdf5": .hdf5, ".safetensors": .safetensors, ".npz": .npz,
  ]

  static let weightEndings = ".weights.h5, .h5, .safetensors or .npz"

  /// Nil for a name with another end.
  init?(of path: String) {
    // A .keras archive may also be unpacked, as a folder.
    let path = String(path.lowercased().reversed().drop { $0 == "/" }.reversed())
    guard let known = Self.endings.first(where: { path.hasSuffix($0.key) }) else { return nil }
    self = known.value
  }

  /// Whether such a file has arrays under names that mean something without a model.
  var hasNames: Bool { self == .safetensors || self == .npz }

  /// Whether the file holds a whole model. An .h5 file may: its content says so.
  static func isModel(_ path: String) throws -> Bool {
    switch FileKind(of: path) {
    case .keras: true
    case .hdf5: try HDF5File(contentsOf: path).root.attributes["model_config"] != nil
    default: false
    }
  }
}
