extension SafeTensors {
  /// The name in the metadata under which a checksum stands. Reading a file that has one checks it.
  static let checksumKey = "strata.crc32"

  /// The same content with a checksum in the metadata, so that a file of which a bit has changed cannot be read.
  public var withChecksum: SafeTensors {
    var result = self
    result.metadata[Self.checksumKey] = checksum
    return result
  }

  /// Whether the file had a checksum.
  public var hasChecksum: Bool { metadata[Self.checksumKey] != nil }

  /// - Throws: `FormatError` if there is a checksum and it is not that of the content.
  func verifyChecksum(file: String) throws(FormatError) {
    guard let expected = metadata[Self.checksumKey], expected != checksum else { return }
    throw FormatError(
      file: file, place: "checksum",
      reason: "the content is damaged: its CRC-32 is \(checksum), not \(expected)")
  }

  /// CRC-32 of all names, types, elements and texts.
  private var checksum: String {
    var checksum: UInt32 = 0
    for (name, array) in arrays {
      checksum = crc32(Array("\(name)\n\(array.type)\n".utf8), after: checksum)
      checksum = crc32(array, after: checksum)
    }
    for (key, text) in metadata.sorted(by: { $0.key < $1.key }) where key != Self.checksumKey {
      checksum = crc32(Array("\(key)\n\(text)\n".utf8), after: checksum)
    }
    return String(checksum, radix: 16)
  }
}
