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

  private let bytes: FileBytes
  private let file: String

  /// Reads the directory of the archive in a file.
  /// - Throws: `FileError` if it cannot be read, `FormatError` if it is broken.
  public init(contentsOf path: String) throws {
    try self.init(decoding: FileBytes(contentsOf: path), file: path)
  }

  /// Reads the directory of an archive; `file` names it in errors.
  /// - Throws: `FormatError`.
  public init(decoding bytes: [UInt8], file: String) throws(FormatError) {
    try self.init(decoding: FileBytes(bytes), file: file)
  }

  private init(decoding bytes: FileBytes, file: String) throws(FormatError) {
    self.bytes = bytes
    self.file = file
    entries = try ZipDirectory(bytes, file: file).entries()
  }

  /// The content of a file, checked against its size and checksum.
  /// - Throws: `FormatError`.
  public func content(of entry: Entry) throws(FormatError) -> [UInt8] { try bytes(of: entry).all() }

  /// The content of a file, checked against its size and checksum. What is stored as it is stays in the archive's file.
  /// - Throws: `FormatError`.
  public func bytes(of entry: Entry) throws(FormatError) -> FileBytes {
    let content = entry.isDeflated ? FileBytes(try inflated(entry)) : bytes.part(entry.data)
    guard content.count == entry.size else {
      throw error(entry, "has \(content.count) bytes, and \(entry.size) were announced")
    }
    guard try crc32(content) == entry.checksum else { throw error(entry, "the checksum is wrong") }
    return content
  }

  private func inflated(_ entry: Entry) throws(FormatError) -> [UInt8] {
    guard !Inflate.isBomb(entry.size, from: entry.data.count) else {
      throw error(entry, "\(entry.data.count) bytes would unfold to \(entry.size), which is refused")
    }
    return try Inflate.decode(
      bytes[entry.data], .none, limit: entry.size, file: file, place: entry.place)
  }

  private func error(_ entry: Entry, _ reason: String) -> FormatError {
    FormatError(file: file, place: entry.place, reason: reason)
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
