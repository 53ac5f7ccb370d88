import Foundation
import Strata
import StrataIO

/// An array that an argument names: `x.npy`, `x.csv`, `x.npz` with one array, or `data.npz:x` for one of several.
struct ArrayFile {
  let argument: String

  /// Reads the array. Whole numbers stay whole numbers; those of a csv file become `float32`.
  /// - Throws: `StrataError.file` or `CommandError`.
  func read() throws -> Tensor {
    let (path, name) = parts
    switch URL(filePath: path).pathExtension.lowercased() {
    case "npz": break
    case "npy", "csv": return try Tensor(contentsOf: path)
    default: throw CommandError("\(path): arrays are read from files that end in .npy, .npz or .csv")
    }
    let arrays = try NamedTensors(npz: path)
    if let name {
      guard let tensor = arrays[name] else {
        throw CommandError("\(path): has no array '\(name)'; its arrays are \(arrays.names.quotedList)")
      }
      return tensor
    }
    guard arrays.count == 1 else {
      throw CommandError(
        "\(path): has \(arrays.count) arrays, \(arrays.names.quotedList); write \(path):NAME for one of them")
    }
    return arrays[0].tensor
  }

  private var parts: (path: String, name: String?) {
    if FileManager.default.fileExists(atPath: argument) { return (argument, nil) }
    guard let end = argument.range(of: ".npz:", options: [.backwards, .caseInsensitive]) else {
      return (argument, nil)
    }
    return (String(argument[..<argument.index(before: end.upperBound)]), String(argument[end.upperBound...]))
  }
}

extension [String] {
  /// As in `'a', 'b'`.
  var quotedList: String { isEmpty ? "none" : map { "'\($0)'" }.joined(separator: ", ") }
}
