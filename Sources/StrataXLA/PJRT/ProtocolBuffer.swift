/// A message in the wire format of Protocol Buffers. A field is given by its number, and a message within a message is
/// a field of bytes.
struct ProtocolBuffer {
  private(set) var bytes: [UInt8] = []

  /// Appends a number or truth value.
  mutating func append(_ value: Int, field: Int) {
    append(key: field, .varint)
    append(varint: UInt64(bitPattern: Int64(value)))
  }

  /// Appends a truth value.
  mutating func append(_ value: Bool, field: Int) { append(value ? 1 : 0, field: field) }

  /// Appends a string.
  mutating func append(_ value: String, field: Int) { append(Array(value.utf8), field: field) }

  /// Appends a message.
  mutating func append(_ message: ProtocolBuffer, field: Int) { append(message.bytes, field: field) }

  /// Appends a list of numbers.
  mutating func append(_ values: [Int], field: Int) {
    var list = ProtocolBuffer()
    for value in values { list.append(varint: UInt64(bitPattern: Int64(value))) }
    append(list, field: field)
  }

  private mutating func append(_ content: [UInt8], field: Int) {
    append(key: field, .bytes)
    append(varint: UInt64(content.count))
    bytes += content
  }

  private enum Kind: UInt64 {
    case varint = 0
    case bytes = 2
  }

  private mutating func append(key field: Int, _ kind: Kind) {
    append(varint: UInt64(field) << 3 | kind.rawValue)
  }

  /// Seven bits in a byte, the lowest first; the highest bit of a byte says that more follow.
  private mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
