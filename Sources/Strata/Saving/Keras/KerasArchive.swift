import Foundation
import StrataIO

/// The parts of a `.keras` file: a zip archive, or a folder, with the config of a model and its weights.
struct KerasArchive {
  /// The formats that an archive's weights may be in, by the name of the file in the archive.
  enum Weights {
    case hdf5(FileBytes)
    case npz(FileBytes)

    static let hdf5Name = "model.weights.h5"
    static let npzName = "model.weights.npz"
  }

  private static let metadataName = "metadata.json"
  private static let configName = "config.json"

  /// The version of Keras whose format is written.
  static let kerasVersion = "3.15.1"

  let config: JSONValue
  /// Nil if the archive has none.
  let weights: Weights?

  /// The bytes of what was read.
  var size: Int {
    switch weights {
    case .hdf5(let bytes), .npz(let bytes): bytes.count
    case nil: 0
    }
  }

  // MARK: Reading

  /// - Throws: `FileError` or `FormatError`.
  init(contentsOf path: String) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      try self.init(file: path) { name in
        let part = (path as NSString).appendingPathComponent(name)
        return FileManager.default.fileExists(atPath: part) ? try FileBytes(contentsOf: part) : nil
      }
    } else {
      try self.init(ZipArchive(contentsOf: path), file: path)
    }
  }

  /// Reads the bytes of a zip archive; `file` names it in errors.
  /// - Throws: `FormatError`.
  init(decoding bytes: [UInt8], file: String) throws {
    try self.init(ZipArchive(decoding: bytes, file: file), file: file)
  }

  private init(_ archive: ZipArchive, file: String) throws {
    try self.init(file: file) { name in
      try archive.entries.first { $0.name == name }.map { try archive.bytes(of: $0) }
    }
  }

  private init(file: String, part: (String) throws -> FileBytes?) throws {
    guard let text = try part(Self.configName) else {
      throw FormatError(
        file: file, place: "the archive", reason: "has no \(Self.configName), so it is not a Keras model")
    }
    config = try JSONValue(parsing: text.all(), file: "\(file), \(Self.configName)")
    if let bytes = try part(Weights.hdf5Name) {
      weights = .hdf5(bytes)
    } else {
      weights = try part(Weights.npzName).map { .npz($0) }
    }
  }

  // MARK: Writing

  /// Writes an archive, which appears whole or not at all.
  /// - Parameter weights: the content of an HDF5 file.
  /// - Throws: `FileError` or `FormatError`.
  static func write(config: JSONValue, weights: HDF5Writer, to path: String, date: Date = .now) throws {
    let metadata = JSONValue.object([
      "keras_version": .string(kerasVersion), "date_saved": .string(dateText(date)),
    ])
    func text(_ json: JSONValue) throws -> [HostArray] {
      let bytes = try Array(json.text().utf8)
      return [HostArray(bytes, shape: [bytes.count])]
    }
    try ZipArchive.write(
      [
        (metadataName, pieces: text(metadata)), (configName, pieces: text(config)),
        (Weights.hdf5Name, pieces: weights.pieces()),
      ], to: path)
  }

  /// As in `2026-11-21@11:58:06`.
  private static func dateText(_ date: Date) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd@HH:mm:ss"
    return formatter.string(from: date)
  }
}
