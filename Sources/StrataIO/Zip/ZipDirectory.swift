/// Reads the directory at the end of a zip archive.
struct ZipDirectory {
  private let bytes: FileBytes
  private let file: String
  private let range: Range<Int>
  private let count: Int

  private static let endSize = 22
  private static let locatorSize = 20

  /// Finds the directory.
  init(_ bytes: FileBytes, file: String) throws(FormatError) {
    self.bytes = bytes
    self.file = file
    let end = try Self.endOffset(bytes, file: file)
    var reader = ByteReader(bytes, file: file, offset: end + 8)
    var count = try reader.size(UInt16.self, "end of directory")
    _ = try reader.take(2, "end of directory")
    var size = try reader.size(UInt32.self, "end of directory")
    var start = try reader.size(UInt32.self, "end of directory")

    var limit = end
    if let end64 = try Self.end64Offset(bytes, end: end, file: file) {
      var reader = ByteReader(bytes, file: file, offset: end64 + 32)
      count = try reader.size(UInt64.self, "end of directory")
      size = try reader.size(UInt64.self, "end of directory")
      start = try reader.size(UInt64.self, "end of directory")
      limit = end64
    }
    guard start <= limit, size <= limit - start else {
      throw FormatError(file: file, place: "end of directory", reason: "the directory is not inside the file")
    }
    range = start..<start + size
    self.count = count
  }

  /// The files, none of which shares bytes with another: a small archive cannot unfold without bound.
  func entries() throws(FormatError) -> [ZipArchive.Entry] {
    var entries: [ZipArchive.Entry] = []
    var names: Set<String> = []
    var reader = ByteReader(bytes, file: file, offset: range.lowerBound)
    while reader.offset < range.upperBound {
      let entry = try entry(&reader)
      guard names.insert(entry.name).inserted else { throw reader.error(entry.place, "is there twice") }
      entries.append(entry)
    }
    guard entries.count == count, reader.offset == range.upperBound else {
      throw reader.error("directory", "has \(entries.count) entries, and \(count) were announced")
    }
    var end = 0
    for entry in entries.sorted(by: { $0.headerOffset < $1.headerOffset }) {
      guard entry.headerOffset >= end else { throw reader.error(entry.place, "overlaps another entry") }
      end = entry.data.upperBound
    }
    return entries
  }

  // MARK: The end record

  /// It stands before a comment of unknown length, so that it is looked for from the end.
  private static func endOffset(_ bytes: FileBytes, file: String) throws(FormatError) -> Int {
    let last = bytes.count - endSize
    let first = max(0, last - Int(UInt16.max))
    guard last >= 0 else { throw noEnd(file) }
    let tail = Array(try bytes[first..<bytes.count])
    for offset in stride(from: last, through: first, by: -1) where tail[offset - first] == UInt8(ascii: "P") {
      var reader = ByteReader(bytes, file: file, offset: offset)
      guard try reader.number(UInt32.self, "end of directory") == ZipSignature.end else { continue }
      reader.offset = offset + 20
      if try reader.size(UInt16.self, "end of directory") == reader.remaining { return offset }
    }
    throw noEnd(file)
  }

  private static func noEnd(_ file: String) -> FormatError {
    FormatError(
      file: file, place: "end of file", reason: "not a zip archive: the end of its directory is missing")
  }

  private static func end64Offset(_ bytes: FileBytes, end: Int, file: String) throws(FormatError) -> Int? {
    guard end >= locatorSize else { return nil }
    var reader = ByteReader(bytes, file: file, offset: end - locatorSize)
    guard try reader.number(UInt32.self, "64-bit locator") == ZipSignature.locator64 else { return nil }
    _ = try reader.take(4, "64-bit locator")
    let offset = try reader.size(UInt64.self, "64-bit locator")
    guard offset <= end - locatorSize else {
      throw reader.error("64-bit locator", "points outside of the file")
    }
    reader.offset = offset
    guard try reader.number(UInt32.self, "64-bit locator") == ZipSignature.end64 else {
      throw reader.error("64-bit locator", "does not point at the end of the directory")
    }
    return offset
  }

  // MARK: One entry

  private func entry(_ reader: inout ByteReader) throws(FormatError) -> ZipArchive.Entry {
    let place = "directory"
    guard try reader.number(UInt32.self, place) == ZipSignature.directoryEntry else {
      throw reader.error(place, "there is no entry at offset \(reader.offset - 4)")
    }
    _ = try reader.take(4, place)
    let flags = try reader.number(UInt16.self, place)
    let method = try reader.number(UInt16.self, place)
    _ = try reader.take(4, place)
    let checksum = try reader.number(UInt32.self, place)
    var compressedSize = try reader.size(UInt32.self, place)
    var size = try reader.size(UInt32.self, place)
    let nameSize = try reader.size(UInt16.self, place)
    let extraSize = try reader.size(UInt16.self, place)
    let commentSize = try reader.size(UInt16.self, place)
    _ = try reader.take(8, place)
    var headerOffset = try reader.size(UInt32.self, place)
    let nameRange = try reader.take(nameSize, place)
    let extra = try reader.take(extraSize, place)
    _ = try reader.take(commentSize, place)

    guard let name = String(validating: try bytes[nameRange], as: UTF8.self) else {
      throw reader.error(place, "a name is not UTF-8")
    }
    let entryPlace = "entry '\(name)'"
    try readSizes64(extra, entryPlace, &size, &compressedSize, &headerOffset)
    guard flags & 1 == 0 else { throw reader.error(entryPlace, "is encrypted") }
    guard method == 0 || method == 8 else {
      throw reader.error(entryPlace, "compression method \(method) is not supported")
    }
    let data = try dataRange(headerOffset, nameRange, compressedSize, entryPlace)
    return ZipArchive.Entry(
      name: name, size: size, isDeflated: method == 8, checksum: checksum, headerOffset: headerOffset,
      data: data)
  }

  /// Sizes that do not fit into 32 bits stand in an extra field, in this order, each only where it is needed.
  private func readSizes64(
    _ extra: Range<Int>, _ place: String, _ size: inout Int, _ compressedSize: inout Int,
    _ headerOffset: inout Int
  ) throws(FormatError) {
    var reader = ByteReader(bytes, file: file, offset: extra.lowerBound)
    while reader.offset + 4 <= extra.upperBound {
      let kind = try reader.number(UInt16.self, place)
      let fieldSize = try reader.size(UInt16.self, place)
      let field = try reader.take(fieldSize, place)
      guard kind == 1 else { continue }
      var values = ByteReader(bytes.part(field), file: file)
      if size == UInt32.max { size = try values.size(UInt64.self, place) }
      if compressedSize == UInt32.max { compressedSize = try values.size(UInt64.self, place) }
      if headerOffset == UInt32.max { headerOffset = try values.size(UInt64.self, place) }
    }
  }

  /// Where the data is: after a header of its own, which repeats the name.
  private func dataRange(
    _ headerOffset: Int, _ nameRange: Range<Int>, _ size: Int, _ place: String
  ) throws(FormatError) -> Range<Int> {
    guard headerOffset <= range.lowerBound else {
      throw FormatError(file: file, place: place, reason: "the header is not inside the file")
    }
    var reader = ByteReader(bytes, file: file, offset: headerOffset)
    let signature = try reader.number(UInt32.self, place)
    _ = try reader.take(22, place)
    let nameSize = try reader.size(UInt16.self, place)
    let extraSize = try reader.size(UInt16.self, place)
    let name = try reader.take(nameSize, place)
    guard signature == ZipSignature.localHeader, try bytes[name] == bytes[nameRange] else {
      throw reader.error(place, "the header at offset \(headerOffset) is not this entry's")
    }
    _ = try reader.take(extraSize, place)
    let data = try reader.take(size, place)
    guard data.upperBound <= range.lowerBound else {
      throw reader.error(place, "the data runs into the directory")
    }
    return data
  }
}
