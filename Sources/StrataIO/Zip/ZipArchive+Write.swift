extension ZipArchive {
  /// Writes an archive with the given files, stored as they are; a crash leaves an old one whole.
  /// - Throws: `FileError` if it cannot be written, `FormatError` if a name is longer than the format allows.
  public static func write(_ files: [(name: String, content: [UInt8])], to path: String) throws {
    try AtomicFile.write(to: path) { sink in
      var writer = ZipWriter()
      for (name, content) in files {
        try sink.write(writer.header(name: name, size: content.count, checksum: crc32(content)))
        try sink.write(content)
      }
      try sink.write(writer.finish())
    }
  }
}
