/// The beginning of an HDF5 file: where its root group is.
struct HDF5Superblock {
  /// The address of the root group's object header.
  let rootAddress: Int
  private let range: Range<Int>

  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
  private static let place = "superblock"

  init(_ bytes: FileBytes, file: String) throws(FormatError) {
    let start = try Self.start(bytes, file: file)
    var reader = ByteReader(bytes, file: file, offset: start + Self.signature.count)
    let version = try reader.number(UInt8.self, Self.place)
    switch version {
    case 0, 1:
      try reader.skip(4, Self.place)
      try Self.checkSizes(&reader)
      // The sizes of tree nodes, which say themselves how much is in them.
      try reader.skip(version == 0 ? 9 : 13, Self.place)
    case 2, 3:
      try Self.checkSizes(&reader)
      try reader.skip(1, Self.place)
    default: throw reader.error(Self.place, "version \(version) is not known")
    }
    guard try reader.size(UInt64.self, Self.place) == start else {
      throw reader.error(Self.place, "says that the file begins elsewhere")
    }
    try reader.skip(8, Self.place)
    let end = try reader.size(UInt64.self, Self.place)
    guard start <= end, end <= bytes.count else {
      throw reader.error(
        Self.place, "the file is cut off: \(end) bytes were announced, it has \(bytes.count)")
    }
    // Version 0: the address of the driver information and the offset of the root's name, which is empty.
    if version < 2 { try reader.skip(16, Self.place) }
    rootAddress = try reader.size(UInt64.self, Self.place)
    range = start..<end
  }

  /// What addresses count from 0: the file without what stands before and after.
  func content(of bytes: FileBytes) -> FileBytes { bytes.part(range) }

  /// Other programs may use 512, 1024, 2048, … bytes before the superblock.
  private static func start(_ bytes: FileBytes, file: String) throws(FormatError) -> Int {
    var start = 0
    while start + signature.count <= bytes.count {
      if try bytes[start..<start + signature.count].elementsEqual(signature) { return start }
      start = start == 0 ? 512 : 2 * start
    }
    throw FormatError(file: file, place: place, reason: "not an HDF5 file")
  }

  private static func checkSizes(_ reader: inout ByteReader) throws(FormatError) {
    let offsetSize = try reader.number(UInt8.self, place)
    let lengthSize = try reader.number(UInt8.self, place)
    guard offsetSize == 8, lengthSize == 8 else {
      throw reader.error(
        place, "offsets of \(offsetSize) and lengths of \(lengthSize) bytes are not supported, only of 8")
    }
  }
}
