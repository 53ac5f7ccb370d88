/// The bytes of a file, in which addresses count from 0.
struct HDF5Bytes: Sendable {
  let bytes: FileBytes
  let file: String

  init(_ bytes: FileBytes, file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// A reader from an address on, which may be anything.
  func reader(at address: Int) -> ByteReader { ByteReader(bytes, file: file, offset: address) }

  /// A reader of a part of the file.
  func reader(of range: Range<Int>) -> ByteReader { ByteReader(bytes, file: file, range: range) }

  /// What one call may read.
  var budget: HDF5Budget { HDF5Budget(remaining: 4 * bytes.count) }

  func error(_ place: String, _ reason: String) -> FormatError {
    FormatError(file: file, place: place, reason: reason)
  }

  func text(_ bytes: ArraySlice<UInt8>, _ place: String) throws(FormatError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw error(place, "a text is not UTF-8")
    }
    return text
  }
}

/// Bounds the work of following addresses: parts of a whole file do not overlap, so that together they are not larger
/// than the file. In a broken one they may contain each other, or themselves.
struct HDF5Budget {
  fileprivate(set) var remaining: Int

  /// Counts bytes that are read or made.
  mutating func spend(_ count: Int, _ reader: ByteReader, _ place: String) throws(FormatError) {
    guard count <= remaining else {
      throw reader.error(place, "has parts that contain each other")
    }
    remaining -= count
  }
}

extension ByteReader {
  mutating func skip(_ count: Int, _ place: String) throws(FormatError) { _ = try take(count, place) }

  /// The next address, or nil where there is none.
  mutating func address(_ place: String) throws(FormatError) -> Int? {
    let value = try number(UInt64.self, place)
    if value == .max { return nil }
    guard value <= bytes.count else { throw error(place, "the address \(value) is outside of the file") }
    return Int(value)
  }

  /// An address that must be there.
  mutating func requiredAddress(_ place: String) throws(FormatError) -> Int {
    guard let address = try address(place) else { throw error(place, "an address is missing") }
    return address
  }

  /// The four letters with which a part begins.
  mutating func expect(signature: String, _ place: String) throws(FormatError) {
    let start = offset
    guard try bytes[take(4, place)].elementsEqual(signature.utf8) else {
      throw error(place, "there is no \(signature) at address \(start)")
    }
  }

  /// The next unsigned number of 1 to 8 bytes.
  mutating func size(bytes count: Int, _ place: String) throws(FormatError) -> Int {
    let range = try take(count, place)
    let value = try bytes[range].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let size = Int(exactly: value) else { throw error(place, "\(value) is too large") }
    return size
  }

  /// The text up to the next zero byte, which is passed.
  mutating func zeroTerminated(_ place: String) throws(FormatError) -> String {
    guard remaining > 0, let end = try bytes.firstZero(in: offset..<offset + remaining) else {
      throw error(place, "a name has no end")
    }
    defer { offset = end + 1 }
    return try text(offset..<end, place)
  }

  /// The text of a part of the file.
  func text(_ range: Range<Int>, _ place: String) throws(FormatError) -> String {
    try HDF5Bytes(bytes, file: file).text(bytes[range], place)
  }
}
