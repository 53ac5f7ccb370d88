import StrataGraph

extension SafeTensors {
  /// Reads the bytes of a file; `file` names it in errors.
  /// - Throws: `FormatError`, also if the file has a checksum that is not that of its content.
  public init(decoding bytes: [UInt8], file: String) throws(FormatError) {
    try self.init(decoding: FileBytes(bytes), file: file)
  }

  init(decoding bytes: FileBytes, file: String) throws(FormatError) {
    var reader = ByteReader(bytes, file: file)
    let headerSize = try reader.size(UInt64.self, "header size")
    guard headerSize <= Self.largestHeader else {
      throw reader.error("header size", "\(headerSize) bytes are more than the format allows")
    }
    let headerRange = try reader.take(headerSize, "header")
    guard let header = try JSONValue(parsing: bytes[headerRange], file: file).object else {
      throw reader.error("header", "not a JSON object")
    }
    var metadata: [String: String] = [:]
    var entries: [Entry] = []
    for (name, value) in header {
      if name == Self.metadataKey {
        metadata = try Self.metadata(value, reader)
      } else {
        entries.append(try Self.entry(name, value, reader))
      }
    }
    // Before anything is copied: entries that share their bytes could fill the memory.
    try Self.checkCoverage(entries, reader)
    var arrays = NamedArrays()
    for entry in entries {
      arrays[entry.name] = try HostArray(type: entry.type, reading: bytes.part(entry.range))
    }
    self.init(arrays, metadata: metadata)
    try verifyChecksum(file: file)
  }

  /// What other programs that read the format accept too.
  private static let largestHeader = 100_000_000

  /// What the header says about one tensor; the range is in the whole file.
  private struct Entry {
    var name: String
    var type: TensorType
    var range: Range<Int>

    var place: String { "tensor '\(name)'" }
  }

  private static func metadata(_ entry: JSONValue, _ reader: ByteReader) throws(FormatError) -> [String:
    String]
  {
    guard let object = entry.object else { throw reader.error(metadataKey, "not a JSON object") }
    var metadata: [String: String] = [:]
    for (key, value) in object {
      guard let text = value.string else {
        throw reader.error(metadataKey, "the value of '\(key)' is not a string")
      }
      metadata[key] = text
    }
    return metadata
  }

  private static func entry(
    _ tensor: String, _ value: JSONValue, _ reader: ByteReader
  ) throws(FormatError) -> Entry {
    let place = "tensor '\(tensor)'"
    guard let object = value.object, object.count == 3 else {
      throw reader.error(place, "not an object with dtype, shape and data_offsets")
    }
    guard let name = object["dtype"]?.string else { throw reader.error(place, "has no dtype") }
    guard let dtype = names.first(where: { $0.name == name })?.dtype else {
      throw reader.error(place, "the element type \(name) is not supported")
    }
    guard let sizes = object["shape"]?.array else { throw reader.error(place, "has no shape") }
    let shape = sizes.compactMap(\.integer)
    guard shape.count == sizes.count, let byteCount = checkedByteCount(dtype, shape) else {
      throw reader.error(place, "the shape is not possible")
    }
    guard let offsets = object["data_offsets"]?.array, offsets.count == 2, let begin = offsets[0].integer,
      let end = offsets[1].integer, 0 <= begin, begin <= end
    else {
      throw reader.error(place, "data_offsets are not two offsets, the first one not above the second")
    }
    guard end <= reader.remaining else {
      throw reader.error(
        place,
        "its data end at byte \(end), and the file has \(reader.remaining) bytes of data: it may be cut off")
    }
    guard end - begin == byteCount else {
      throw reader.error(
        place, "\(dtype.name)\(shape) takes \(byteCount) bytes, and data_offsets give \(end - begin)")
    }
    let range = reader.offset + begin..<reader.offset + end
    return Entry(name: tensor, type: TensorType(dtype, shape), range: range)
  }

  /// Every byte belongs to exactly one tensor.
  private static func checkCoverage(_ entries: [Entry], _ reader: ByteReader) throws(FormatError) {
    var end = reader.offset
    let byOffset = entries.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for entry in byOffset {
      guard entry.range.lowerBound >= end else { throw reader.error(entry.place, "overlaps another tensor") }
      guard entry.range.lowerBound == end else { throw reader.error(entry.place, "has a gap before it") }
      end = entry.range.upperBound
    }
    guard end == reader.bytes.count else {
      throw reader.error("data", "\(reader.bytes.count - end) bytes at the end belong to no tensor")
    }
  }
}
