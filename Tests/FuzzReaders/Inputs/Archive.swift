/// Makes zip archives, right ones and such that lie.
struct Archive {
  struct Entry {
    var name: [UInt8]
    var data: [UInt8]
    var size: UInt64
    var compressedSize: UInt64
    var checksum: UInt32
    var method: UInt16
    var flags: UInt16 = 0x800
    var extra: [UInt8] = []
    /// Where its header is said to be, if not where it is.
    var headerOffset: UInt64?
  }

  var entries: [Entry] = []
  /// What is said about the number of entries, if not the truth.
  var count: UInt64?
  /// What is said about where the directory begins, if not the truth.
  var directoryOffset: UInt64?
  /// What is said about the directory's size, if not the truth.
  var directorySize: UInt64?
  var has64BitEnd = false
  var comment: [UInt8] = []

  mutating func add(_ name: [UInt8], _ content: [UInt8], isDeflated: Bool) {
    let data = isDeflated ? deflated(content, .none) : content
    entries.append(
      Entry(
        name: name, data: data, size: UInt64(content.count), compressedSize: UInt64(data.count),
        checksum: checksum(content), method: isDeflated ? 8 : 0))
  }

  func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let place = UInt64(bytes.count)
      bytes += little(0x0403_4b50, 4) + little(20, 2) + common(entry) + entry.name + entry.extra + entry.data
      directory += little(0x0201_4b50, 4) + little(20, 2) + little(20, 2) + common(entry)
      directory += little(0, 10) + little(entry.headerOffset ?? place, 4) + entry.name + entry.extra
    }
    let offset = directoryOffset ?? UInt64(bytes.count)
    let size = directorySize ?? UInt64(directory.count)
    let count = count ?? UInt64(entries.count)
    bytes += directory
    if has64BitEnd {
      let place = UInt64(bytes.count)
      bytes += little(0x0606_4b50, 4) + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8)
      bytes += little(count, 8) + little(count, 8) + little(size, 8) + little(offset, 8)
      bytes += little(0x0706_4b50, 4) + little(0, 4) + little(place, 8) + little(1, 4)
    }
    bytes += little(0x0605_4b50, 4) + little(0, 4) + little(count, 2) + little(count, 2)
    return bytes + little(size, 4) + little(offset, 4) + little(UInt64(comment.count), 2) + comment
  }

  private func common(_ entry: Entry) -> [UInt8] {
    little(UInt64(entry.flags), 2) + little(UInt64(entry.method), 2) + little(0, 4)
      + little(UInt64(entry.checksum), 4) + little(entry.compressedSize, 4) + little(entry.size, 4)
      + little(UInt64(entry.name.count), 2) + little(UInt64(entry.extra.count), 2)
  }
}

/// The lowest bytes of a number, least significant first.
func little(_ number: UInt64, _ count: Int) -> [UInt8] {
  (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) : 0 }
}
