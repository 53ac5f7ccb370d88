/// Reads little-endian numbers and runs of bytes, and never past the end.
struct ByteReader {
  let bytes: FileBytes
  let file: String
  var offset = 0
  private let end: Int

  init(_ bytes: [UInt8], file: String, offset: Int = 0) {
    self.init(FileBytes(bytes), file: file, offset: offset)
  }

  init(_ bytes: FileBytes, file: String, offset: Int = 0) {
    self.bytes = bytes
    self.file = file
    self.offset = offset
    end = bytes.count
  }

  /// A reader of a part of the file, past whose end it does not go.
  init(_ bytes: FileBytes, file: String, range: Range<Int>) {
    self.bytes = bytes
    self.file = file
    offset = range.lowerBound
    end = range.upperBound
  }

  var remaining: Int { end - offset }

  /// The range of the next `count` bytes, which are then passed.
  mutating func take(_ count: Int, _ place: String) throws(FormatError) -> Range<Int> {
    guard offset >= 0, count >= 0, count <= remaining else {
      let reason = "needs \(count) bytes at offset \(offset), and "
      throw error(place, reason + (end == bytes.count ? "the file has \(end)" : "ends at \(end)"))
    }
    defer { offset += count }
    return offset..<offset + count
  }

  /// The next unsigned number of 1, 2, 4 or 8 bytes.
  mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
    _ type: Number.Type, _ place: String
  ) throws(FormatError) -> Number {
    let range = try take(MemoryLayout<Number>.size, place)
    return try bytes[range].reversed().reduce(0) { $0 << 8 | Number($1) }
  }

  /// The next number as a size or an offset.
  mutating func size<Number: FixedWidthInteger & UnsignedInteger>(
    _ type: Number.Type, _ place: String
  ) throws(FormatError) -> Int {
    let value = try number(type, place)
    guard let size = Int(exactly: value) else { throw error(place, "\(value) is too large") }
    return size
  }

  func error(_ place: String, _ reason: String) -> FormatError {
    FormatError(file: file, place: place, reason: reason)
  }
}
