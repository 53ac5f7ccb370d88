import StrataIO

/// A file format whose reader is tried.
///
/// To add one: a file in `Formats` that makes such a value, and its name in `Format.all`.
struct Format: Sendable {
  /// A way to make an input that is wrong deep inside, where changed bytes seldom reach.
  typealias Craft = @Sendable (inout Dice) -> [UInt8]

  /// The name in arguments and of saved inputs.
  let name: String
  /// Small whole files.
  let seeds: [[UInt8]]
  /// Ways to make inputs by what is known of the format.
  let crafts: [Craft]
  /// Reading takes at most this much memory, however small the file is.
  var base = 128 << 10
  /// The most bytes of memory that reading may take for each byte of the file.
  let largestMultiple: Int
  /// Reads all that is in a file.
  /// - Throws: `FormatError` or `StrataError`, and nothing else.
  let read: @Sendable ([UInt8]) throws -> Void

  static let all: [Format] = [
    npy, npz, zip, safetensors, idx, csv, json, hdf5, kerasModel, legacyModel, weightsHDF5,
  ]

  /// The most bytes of memory that reading a file of `size` bytes may take.
  func limit(_ size: Int) -> Int { base + largestMultiple * size }

  /// The files of a folder of the tests.
  static func fixtures(_ names: [String], of tests: String = "StrataIOTests") -> [[UInt8]] {
    let folder =
      #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
      .joined(separator: "/") + "/\(tests)/Fixtures/"
    return names.map { name in
      do { return try File.read(folder + name) } catch { fatalError("\(error)") }
    }
  }
}
