import Foundation
import StrataIO

/// Keras 3's tree in several HDF5 files, and the index that lists them: `w.weights.json` with `w_00000.weights.h5`,
/// `w_00001.weights.h5`, … beside it.
struct WeightShards {
  /// As Keras, in GiB.
  static let usualMaxSize = 5.0

  private let path: String
  private let files: [String]

  /// Reads an index.
  init(contentsOf path: String) throws {
    self.path = path
    let index = try JSONValue(parsing: File.read(path), file: path)
    guard let map = index["weight_map"]?.object else {
      throw StrataError.file(path: path, reason: "has no 'weight_map' of files")
    }
    var files: [String] = []
    for (group, value) in map {
      for name in value.array ?? [value] {
        guard let name = name.string, !name.isEmpty, !name.contains("/"), name != "..", name != "." else {
          throw StrataError.file(path: path, reason: "'\(group)' does not have the name of a file beside it")
        }
        if !files.contains(name) { files.append(name) }
      }
    }
    self.files = files
  }

  func read() throws -> KerasTreeWeights {
    let folder = (path as NSString).deletingLastPathComponent as NSString
    let roots = try files.map { try HDF5File(contentsOf: folder.appendingPathComponent($0)).root }
    return try KerasTreeWeights(roots, file: path)
  }

  /// The name of a file beside an index.
  static func fileName(_ position: Int, for index: String) -> String {
    let base = ((index as NSString).lastPathComponent as NSString).deletingPathExtension
    let digits = String(position)
    let number = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    return "\(base.replacingOccurrences(of: ".weights", with: ""))_\(number).weights.h5"
  }
}

extension KerasTree {
  /// Writes the tree into several files and an index at `path`.
  /// - Parameter maxSize: the most that the variables in one file take, in GiB.
  /// - Throws: `StrataError.invalidArgument` if a variable is larger; then nothing has been written.
  func writeShards(to path: String, maxSize: Double) throws {
    let maxBytes = maxSize * 0x1p30
    var shard = Shard()
    var shards: [Shard] = []
    for group in groups {
      shard.groups.append((group.variablesPath, group.name))
      for (position, variable) in group.variables.enumerated() {
        let size = variable.arrayForKeras.type.byteCount
        guard Double(size) <= maxBytes else {
          throw StrataError.invalidArgument(
            owner: "saveWeights", argument: "maxShardSize",
            expected: "at least the \(readableSize(size)) of '\(variable.path)'",
            found: readableSize(Int(maxBytes)))
        }
        if Double(shard.size + size) > maxBytes {
          shards.append(shard)
          shard = Shard()
        }
        shard.size += size
        shard.variables.append((group, position))
      }
    }
    shards.append(shard)
    let folder = (path as NSString).deletingLastPathComponent as NSString
    var index = JSONObject()
    for (position, shard) in shards.enumerated() {
      let name = WeightShards.fileName(position, for: path)
      try shard.write(to: folder.appendingPathComponent(name))
      for (group, _) in shard.variables {
        let key = "/\(group.variablesPath)"
        let names = index[key]?.array ?? []
        if names.last != .string(name) { index[key] = .array(names + [.string(name)]) }
      }
    }
    let text = try JSONValue.object([
      "metadata": .object(["total_size": .number(Double(shards.reduce(0) { $0 + $1.size }))]),
      "weight_map": .object(index),
    ]).text()
    try AtomicFile.write(Array(text.utf8), to: path)
  }

  /// What goes into one file.
  private struct Shard {
    var size = 0
    /// Paths and names. A group that begins in a file has its name there, even if its variables come in the next one.
    var groups: [(path: String, name: String)] = []
    var variables: [(group: Group, position: Int)] = []

    func write(to path: String) throws {
      var writer = HDF5Writer()
      for group in groups { try writer.addGroup(group.path, attributes: ["name": .text(group.name)]) }
      for (group, position) in variables {
        try writer.addDataset(group.path(ofVariable: position), group.variables[position].arrayForKeras)
      }
      try writer.write(to: path)
    }
  }
}
