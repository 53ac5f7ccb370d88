import Foundation
import StrataIO

/// The formats that weights are kept in, as the ends of files' names tell them.
enum WeightFormat {
  case safetensors, npz
  /// Keras 3's tree in HDF5.
  case kerasTree
  /// The same in several files, and an index.
  case shardedKerasTree
  /// HDF5 as Keras wrote it before version 3; read only.
  case legacy
  /// A whole model of Keras 3, of which the weights are read.
  case model

  private static let ends: [(end: String, format: WeightFormat)] = [
    (".safetensors", .safetensors), (".npz", .npz), (".weights.h5", .kerasTree),
    (".weights.json", .shardedKerasTree), (".h5", .legacy), (".hdf5", .legacy),
    (".keras", .model),
  ]

  /// - Throws: `StrataError.file` if the name ends in something else.
  init(of path: String) throws {
    guard let known = Self.ends.first(where: { path.lowercased().hasSuffix($0.end) }) else {
      let list = Self.ends.map(\.end).joined(separator: ", ")
      throw StrataError.file(path: path, reason: "weights are kept in files that end in \(list)")
    }
    self = known.format
  }

  /// Whether Keras would write the state of the optimizer into such a file.
  var hasOptimizerInKeras: Bool { self == .kerasTree || self == .shardedKerasTree }

  /// Looks at what is in a file.
  /// - Throws: `StrataError.file`.
  func read(_ path: String) throws -> any StoredWeights {
    try reportingFileErrors {
      switch self {
      case .safetensors: NamedArrayWeights(try SafeTensors(contentsOf: path).arrays)
      case .npz: NamedArrayWeights(try Npz.read(path))
      case .shardedKerasTree: try WeightShards(contentsOf: path).read()
      case .kerasTree, .legacy: try Self.readHDF5(path)
      case .model: try Self.readModel(path)
      }
    }
  }

  private static func readModel(_ path: String) throws -> any StoredWeights {
    guard case .hdf5(let bytes) = try KerasArchive(contentsOf: path).weights else {
      throw StrataError.file(path: path, reason: "has no \(KerasArchive.Weights.hdf5Name)")
    }
    let file = "\(path), \(KerasArchive.Weights.hdf5Name)"
    return try KerasTreeWeights([HDF5File(decoding: bytes, file: file).root], file: file)
  }

  private static func readHDF5(_ path: String) throws -> any StoredWeights {
    try read(HDF5File(contentsOf: path).root, file: path)
  }

  /// Looks at what is in an HDF5 file, whose content counts more than its name.
  static func read(_ root: HDF5Group, file: String) throws -> any StoredWeights {
    LegacyWeights.isIn(root) ? try LegacyWeights(root) : try KerasTreeWeights([root], file: file)
  }
}

/// Runs `body` and turns the errors of file formats into `StrataError.file`.
func reportingFileErrors<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as FormatError {
    throw StrataError.file(path: error.file, reason: "\(error.place): \(error.reason)")
  } catch let error as FileError {
    throw StrataError.file(
      path: error.path, reason: "cannot \(error.action): \(String(cString: strerror(error.code)))")
  }
}
