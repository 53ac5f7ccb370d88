/// Changes of bytes that know nothing of any format.
extension Dice {
  /// Changes bytes at one to four places.
  mutating func mutate(_ bytes: inout [UInt8], with seeds: [[UInt8]]) {
    for _ in 0..<Int.random(in: 1...4, using: &self) { mutateOnce(&bytes, with: seeds) }
  }

  private mutating func mutateOnce(_ bytes: inout [UInt8], with seeds: [[UInt8]]) {
    guard !bytes.isEmpty else { return bytes = self.bytes(below(8)) }
    let position = position(in: bytes)
    switch below(10) {
    case 0: bytes.removeSubrange(position...)
    case 1: bytes[position] ^= 1 << UInt8(below(8))
    case 2: bytes[position] = one(of: [0, 1, 0x7f, 0x80, 0xff])
    case 3: bytes[position] = UInt8.random(in: 0...255, using: &self)
    case 4: overwrite(&bytes, at: position, with: lie(about: bytes), size: one(of: [2, 4, 8]))
    case 5: overwrite(&bytes, at: position / 8 * 8, with: lie(about: bytes), size: 8)
    case 6:
      let span = span(of: bytes)
      bytes.insert(contentsOf: Array(bytes[span]), at: position)
    case 7:
      let span = span(of: bytes)
      let moved = Array(bytes[span])
      bytes.removeSubrange(span)
      bytes.insert(contentsOf: moved, at: min(position, bytes.count))
    case 8: bytes.removeSubrange(span(of: bytes))
    default:
      let other = one(of: seeds)
      guard !other.isEmpty else { return }
      let piece = other[span(of: other)]
      bytes.replaceSubrange(position..<min(bytes.count, position + piece.count), with: piece)
    }
  }

  /// A number that is wrong: too large by one or by far, negative, or an offset of something else.
  mutating func lie(about bytes: [UInt8]) -> UInt64 {
    let count = UInt64(bytes.count)
    let offset = UInt64(below(bytes.count + 1))
    let lies: [UInt64] = [
      0, 1, .max, count, count + 1, count &- 1, Self.int32, Self.int32 + 1, Self.uint32, Self.uint32 + 1,
      Self.int64 / 2, Self.int64, Self.int64 + 1, offset, offset / 8 * 8, UInt64(below(256)),
    ]
    return one(of: lies)
  }

  private static let int32 = UInt64(Int32.max)
  private static let uint32 = UInt64(UInt32.max)
  private static let int64 = UInt64(Int64.max)

  /// Writes the lowest bytes of a number, least significant first, as far as there is room.
  mutating func overwrite(_ bytes: inout [UInt8], at position: Int, with number: UInt64, size: Int) {
    for offset in 0..<size where position + offset < bytes.count {
      bytes[position + offset] = UInt8(truncatingIfNeeded: number >> UInt64(8 * offset))
    }
  }

  /// Headers are at the beginning or the end, where most mistakes matter.
  private mutating func position(in bytes: [UInt8]) -> Int {
    let reach = once(in: 2) ? bytes.count : min(bytes.count, 128)
    let distance = below(reach)
    return once(in: 3) ? bytes.count - 1 - distance : distance
  }

  private mutating func span(of bytes: [UInt8]) -> Range<Int> {
    let start = below(bytes.count)
    return start..<min(bytes.count, start + 1 + below(once(in: 4) ? bytes.count : 32))
  }
}
