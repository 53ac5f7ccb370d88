extension ZipArchive {
  /// Writes an archive with the given files, stored as they are; a crash leaves an old one whole.
  /// - Throws: `FileError` if it cannot be written, `FormatError` if a name is longer than the format allows.
  public static func write(_ files: [(name: String, content: [UInt8])], to path: String) throws {
    try write(files.map { ($0.name, [HostArray($0.content, shape: [$0.content.count])]) }, to: path)
  }

  /// Writes an archive with files whose contents are in pieces, one after the other, which are not put together in
  /// memory.
  /// - Throws: as the other method.
  public static func write(_ files: [(name: String, pieces: [HostArray])], to path: String) throws {
    try AtomicFile.write(to: path) { sink in
      var writer = ZipWriter()
      for (name, pieces) in files {
        let size = pieces.reduce(0) { $0 + $1.type.byteCount }
        let checksum = pieces.reduce(0) { crc32($1, after: $0) }
        try sink.write(writer.header(name: name, size: size, checksum: checksum))
        for piece in pieces { try sink.write(piece) }
      }
      try sink.write(writer.finish())
    }
  }
}
