/// The files in a zip archive: stored or deflated, with 64-bit sizes where needed, in one part, not encrypted.
///
/// Format: PKWARE's APPNOTE.TXT 6.3.
public struct ZipArchive: Sendable {
  /// A file in an archive.
  public struct Entry: Sendable {
    /// The path inside the archive.
    public let name: String
    /// The number of bytes of the content.
    public let size: Int

    let isDeflated: Bool
    let checksum: UInt32
    let headerOffset: Int
    let data: Range<Int>

    var place: String { "entry '\(name)'" }
  }

  /// The files in the order of the archive's directory.
  public let entries: [Entry]

  private let bytes: [UInt8]
  private let file: String

  /// Reads the directory of an archive; `file` names it in errors.
  /// - Throws: `FormatError`.
  public init(decoding bytes: [UInt8], file: String) throws(FormatError) {
    self.bytes = bytes
    self.file = file
    entries = try ZipDirectory(bytes, file: file).entries()
  }

  /// The content of a file, checked against its size and checksum.
  /// - Throws: `FormatError`.
  public func content(of entry: Entry) throws(FormatError) -> [UInt8] {
    guard !entry.isDeflated || !Inflate.isBomb(entry.size, from: entry.data.count) else {
      throw FormatError(
        file: file, place: entry.place,
        reason: "\(entry.data.count) bytes would unfold to \(entry.size), which is refused")
    }
    let content =
      entry.isDeflated
      ? try Inflate.decode(bytes, entry.data, .none, limit: entry.size, file: file, place: entry.place)
      : Array(bytes[entry.data])
    guard content.count == entry.size else {
      throw FormatError(
        file: file, place: entry.place, reason: "has \(content.count) bytes, and \(entry.size) were announced"
      )
    }
    guard crc32(content) == entry.checksum else {
      throw FormatError(file: file, place: entry.place, reason: "the checksum is wrong")
    }
    return content
  }
}

/// The signatures that the records of an archive begin with.
enum ZipSignature {
  static let localHeader: UInt32 = 0x0403_4b50
  static let directoryEntry: UInt32 = 0x0201_4b50
  static let end: UInt32 = 0x0605_4b50
  static let end64: UInt32 = 0x0606_4b50
  static let locator64: UInt32 = 0x0706_4b50
}
