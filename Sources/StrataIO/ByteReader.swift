/// Reads little-endian numbers and runs of bytes, and never past the end.
struct ByteReader {
  let bytes: [UInt8]
  let file: String
  var offset = 0

  init(_ bytes: [UInt8], file: String, offset: Int = 0) {
    self.bytes = bytes
    self.file = file
    self.offset = offset
  }

  var remaining: Int { bytes.count - offset }

  /// The range of the next `count` bytes, which are then passed.
  mutating func take(_ count: Int, _ place: String) throws(FormatError) -> Range<Int> {
    guard offset >= 0, count >= 0, count <= remaining else {
      throw error(place, "needs \(count) bytes at offset \(offset), and the file has \(bytes.count)")
    }
    defer { offset += count }
    return offset..<offset + count
  }

  /// The next unsigned number of 1, 2, 4 or 8 bytes.
  mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
    _ type: Number.Type, _ place: String
  ) throws(FormatError) -> Number {
    let range = try take(MemoryLayout<Number>.size, place)
    return bytes[range].reversed().reduce(0) { $0 << 8 | Number($1) }
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
