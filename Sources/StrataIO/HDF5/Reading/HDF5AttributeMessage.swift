/// An attribute as it stands in an object header.
struct HDF5AttributeMessage: Sendable {
  let name: String
  private let hasSharedParts: Bool
  private let datatype: Range<Int>
  private let dataspace: Range<Int>
  private let data: Range<Int>

  init(_ reader: inout ByteReader, _ place: String) throws(FormatError) {
    let version = try reader.number(UInt8.self, place)
    guard 1...3 ~= version else { throw reader.error(place, "version \(version) of attributes is not known") }
    hasSharedParts = try reader.number(UInt8.self, place) & 3 != 0 && version > 1
    let sizes = [
      try reader.size(UInt16.self, place), try reader.size(UInt16.self, place),
      try reader.size(UInt16.self, place),
    ]
    // The name's encoding: ASCII or UTF-8.
    if version == 3 { try reader.skip(1, place) }
    var parts: [Range<Int>] = []
    for size in sizes {
      let part = try reader.take(size, place)
      parts.append(part)
      if version == 1 { try reader.skip((8 - size % 8) % 8, place) }
    }
    var nameReader = ByteReader(reader.bytes, file: reader.file, range: parts[0])
    name = try nameReader.zeroTerminated(place)
    datatype = parts[1]
    dataspace = parts[2]
    data = try reader.take(reader.remaining, place)
  }

  func value(in content: HDF5Bytes, _ place: String) throws(FormatError) -> HDF5Value {
    guard !hasSharedParts else { throw content.error(place, "has a named type, which is not supported") }
    var spaceReader = content.reader(of: dataspace)
    let space = try HDF5Dataspace(&spaceReader, place)
    var typeReader = content.reader(of: datatype)
    let type = try HDF5Datatype(&typeReader, place)
    let byteCount = try type.byteCount(of: space.shape, in: content, place)
    var reader = content.reader(of: data)
    let range = try reader.take(byteCount, place)
    return try type.value(
      .slice(content.bytes[range]), shape: space.shape, in: content, place)
  }
}
