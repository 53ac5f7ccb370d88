/// NumPy's format for several arrays, `.npz`: a zip archive of npy files.
public enum Npz {
  private static let suffix = ".npy"

  /// Reads a file that `numpy.savez` or `numpy.savez_compressed` wrote; `Npy.read` says which elements.
  /// - Throws: `FileError` if it cannot be read, `FormatError` if it is broken or holds something else than arrays.
  public static func read(_ path: String) throws -> NamedArrays {
    try decode(ZipArchive(contentsOf: path), file: path)
  }

  /// Reads the bytes of a file; `file` names it in errors.
  /// - Throws: `FormatError`.
  public static func decode(_ bytes: [UInt8], file: String) throws(FormatError) -> NamedArrays {
    try decode(ZipArchive(decoding: bytes, file: file), file: file)
  }

  private static func decode(_ archive: ZipArchive, file: String) throws(FormatError) -> NamedArrays {
    var arrays = NamedArrays()
    for entry in archive.entries {
      guard entry.name.hasSuffix(suffix) else {
        throw FormatError(file: file, place: entry.place, reason: "is not an npy array")
      }
      let content = try archive.bytes(of: entry)
      arrays[String(entry.name.dropLast(suffix.count))] = try Npy.decode(
        content, file: "\(file), \(entry.name)")
    }
    return arrays
  }

  /// Writes a file as `numpy.savez` does, without compression; a crash leaves the old one whole. `bfloat16` becomes
  /// `float32`.
  /// - Throws: `FileError`, and `FormatError` if a name is longer than the format allows.
  public static func write(_ arrays: NamedArrays, to path: String) throws {
    try AtomicFile.write(to: path) { sink in try encode(arrays) { try sink.write($0) } }
  }

  /// The bytes of a file with arrays.
  /// - Throws: `FormatError` if a name is longer than the format allows.
  public static func encode(_ arrays: NamedArrays) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try encode(arrays) { bytes += $0.bytes }
    return bytes
  }

  private static func encode(_ arrays: NamedArrays, _ write: (HostArray) throws -> Void) throws {
    func writeBytes(_ bytes: [UInt8]) throws { try write(HostArray(bytes, shape: [bytes.count])) }
    var writer = ZipWriter()
    for (name, array) in arrays {
      let array = array.asNumPyHasIt
      let header = NpyHeader.encode(array.type)
      let checksum = crc32(array, after: crc32(header))
      try writeBytes(
        writer.header(name: name + suffix, size: header.count + array.type.byteCount, checksum: checksum))
      try writeBytes(header)
      try write(array)
    }
    try writeBytes(writer.finish())
  }
}
