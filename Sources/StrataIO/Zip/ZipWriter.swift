/// Makes the records of a zip archive whose files are stored as they are.
///
/// For each file: the bytes of `header`, then the content. After the last: the bytes of `finish`.
struct ZipWriter {
  private struct Entry {
    var name: [UInt8]
    var size: Int
    var checksum: UInt32
    var headerOffset: Int
  }

  /// From this number on, a size or an offset needs the 64-bit form.
  var largest32 = Int(UInt32.max)

  private var entries: [Entry] = []
  private var offset = 0

  /// Midnight of January 1, 1980, the earliest date of the format: equal contents make equal archives.
  private static let date = littleEndian(UInt16(0)) + littleEndian(UInt16(1 << 5 | 1))
  private static let version = littleEndian(UInt16(45))
  /// Names are UTF-8; the content is stored.
  private static let flagsAndMethod = littleEndian(UInt16(1 << 11)) + littleEndian(UInt16(0))

  /// The record before a file's content.
  mutating func header(name: String, size: Int, checksum: UInt32) throws(FormatError) -> [UInt8] {
    let entry = Entry(name: Array(name.utf8), size: size, checksum: checksum, headerOffset: offset)
    guard entry.name.count <= UInt16.max else {
      throw FormatError(file: "zip", place: "entry '\(name.prefix(40))…'", reason: "the name is too long")
    }
    let extra = entry.size >= largest32 ? extraField([size, size]) : []
    var record = littleEndian(ZipSignature.localHeader) + Self.version + Self.flagsAndMethod + Self.date
    record += sizes(entry)
    record += littleEndian(UInt16(entry.name.count)) + littleEndian(UInt16(extra.count)) + entry.name + extra
    entries.append(entry)
    offset += record.count + size
    return record
  }

  /// The directory and its end.
  func finish() -> [UInt8] {
    let directory = entries.flatMap(directoryEntry)
    var end: [UInt8] = []
    if entries.count >= UInt16.max || directory.count >= largest32 || offset >= largest32 {
      end += littleEndian(ZipSignature.end64) + littleEndian(UInt64(44)) + Self.version + Self.version
      end += littleEndian(UInt32(0)) + littleEndian(UInt32(0))
      end += littleEndian(UInt64(entries.count)) + littleEndian(UInt64(entries.count))
      end += littleEndian(UInt64(directory.count)) + littleEndian(UInt64(offset))
      end += littleEndian(ZipSignature.locator64) + littleEndian(UInt32(0))
      end += littleEndian(UInt64(offset + directory.count)) + littleEndian(UInt32(1))
    }
    let count = littleEndian(UInt16(clamping: entries.count))
    end += littleEndian(ZipSignature.end) + littleEndian(UInt32(0)) + count + count
    end += narrow(directory.count) + narrow(offset) + littleEndian(UInt16(0))
    return directory + end
  }

  private func directoryEntry(_ entry: Entry) -> [UInt8] {
    var wide = entry.size >= largest32 ? [entry.size, entry.size] : []
    if entry.headerOffset >= largest32 { wide.append(entry.headerOffset) }
    let extra = wide.isEmpty ? [] : extraField(wide)
    var record = littleEndian(ZipSignature.directoryEntry) + Self.version + Self.version
    record += Self.flagsAndMethod + Self.date + sizes(entry)
    record += littleEndian(UInt16(entry.name.count)) + littleEndian(UInt16(extra.count))
    record += [UInt8](repeating: 0, count: 10) + narrow(entry.headerOffset)
    return record + entry.name + extra
  }

  /// The checksum and, twice, the size: compressed and not.
  private func sizes(_ entry: Entry) -> [UInt8] {
    littleEndian(entry.checksum) + narrow(entry.size) + narrow(entry.size)
  }

  private func narrow(_ number: Int) -> [UInt8] {
    littleEndian(number >= largest32 ? UInt32.max : UInt32(number))
  }

  private func extraField(_ numbers: [Int]) -> [UInt8] {
    littleEndian(UInt16(1)) + littleEndian(UInt16(8 * numbers.count))
      + numbers.flatMap { littleEndian(UInt64($0)) }
  }
}

/// The bytes of a number, least significant first.
func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}
