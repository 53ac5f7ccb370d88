import StrataIO

extension Format {
  /// Deflate compresses 1032 times at the most; while the result grows, it is there three times.
  static let compressedMultiple = 16 + 4 * 1032

  static let zip = Format(
    name: "zip", seeds: npz.seeds + [wholeArchive(), wholeArchive(has64BitEnd: true)],
    crafts: [{ $0.zip() }], largestMultiple: compressedMultiple
  ) {
    let archive = try ZipArchive(decoding: $0, file: "memory")
    for entry in archive.entries { _ = try archive.content(of: entry) }
  }

  private static func wholeArchive(has64BitEnd: Bool = false) -> [UInt8] {
    var archive = Archive()
    archive.add(Array("config.json".utf8), Array("{\"a\": [1, 2, 3]}".utf8), isDeflated: false)
    archive.add(Array("zeros".utf8), [UInt8](repeating: 0, count: 5000), isDeflated: true)
    archive.add(Array("empty".utf8), [], isDeflated: true)
    archive.comment = Array("a comment".utf8)
    archive.has64BitEnd = has64BitEnd
    return archive.encoded()
  }
}

extension Dice {
  /// An archive with up to three lies.
  mutating func zip() -> [UInt8] {
    var archive = Archive()
    if once(in: 100) {
      for number in 0..<(1 << below(13)) { archive.add(Array("\(number)".utf8), [], isDeflated: false) }
      return archive.encoded()
    }
    for number in 0..<below(5) {
      let name = once(in: 4) ? bytes(below(6)) : Array("entry-\(number)".utf8)
      let content = once(in: 3) ? [UInt8](repeating: 0, count: below(20000)) : bytes(below(200))
      archive.add(name, content, isDeflated: once(in: 2))
    }
    archive.has64BitEnd = once(in: 3)
    if once(in: 6) { archive.comment = bytes(below(100)) }
    for _ in 0..<below(4) { lie(in: &archive) }
    return archive.encoded()
  }

  private mutating func lie(in archive: inout Archive) {
    let lie = lie(about: archive.encoded())
    switch below(4) {
    case 0: archive.count = lie
    case 1: archive.directoryOffset = lie
    case 2: archive.directorySize = lie
    default:
      guard let place = archive.entries.indices.randomElement(using: &self) else { return }
      self.lie(in: &archive.entries[place], lie)
    }
  }

  private mutating func lie(in entry: inout Archive.Entry, _ lie: UInt64) {
    switch below(9) {
    case 0: entry.size = lie
    case 1: entry.compressedSize = lie
    case 2: entry.headerOffset = lie
    case 3: entry.checksum = UInt32(truncatingIfNeeded: lie)
    case 4: entry.method = one(of: [0, 1, 8, 9, 12, 14, 93, 99])
    case 5: entry.flags = UInt16(truncatingIfNeeded: lie)
    case 6: mutate(&entry.data, with: Format.npz.seeds)
    case 7: entry.extra = little(one(of: [1, 2]), 2) + little(UInt64(below(30)), 2) + bytes(below(30))
    default:
      // Sizes in the 64-bit field.
      entry.size = 0xffff_ffff
      entry.compressedSize = 0xffff_ffff
      entry.headerOffset = once(in: 2) ? 0xffff_ffff : nil
      let numbers = (0..<3).map { _ in once(in: 2) ? lie : UInt64(entry.data.count) }
      entry.extra = little(1, 2) + little(24, 2) + numbers.flatMap { little($0, 8) }
    }
  }
}
