/// What was done to the chunks of a dataset before they were stored.
struct HDF5Filters {
  private enum Filter {
    case gzip
    /// The first bytes of all elements come first, then the second ones, and so on.
    case shuffle(elementSize: Int)
  }

  /// The most that gzip's method can compress.
  private static let largestRatio = 1032

  private static let largestCount = 32

  private var filters: [Filter] = []

  /// Chunks as they are.
  init() {}

  init(_ reader: inout ByteReader, _ place: String) throws(FormatError) {
    let version = try reader.number(UInt8.self, place)
    guard 1...2 ~= version else { throw reader.error(place, "version \(version) of filters is not known") }
    let count = try reader.number(UInt8.self, place)
    guard count <= Self.largestCount else { throw reader.error(place, "\(count) filters are too many") }
    try reader.skip(version == 1 ? 6 : 0, place)
    for _ in 0..<count {
      let number = try reader.number(UInt16.self, place)
      let nameSize = version == 1 || number >= 256 ? try reader.size(UInt16.self, place) : 0
      try reader.skip(2, place)
      let valueCount = try reader.size(UInt16.self, place)
      try reader.skip(nameSize + (version == 1 ? (8 - nameSize % 8) % 8 : 0), place)
      var values: [Int] = []
      for _ in 0..<valueCount { values.append(try reader.size(UInt32.self, place)) }
      if version == 1 && valueCount % 2 == 1 { try reader.skip(4, place) }
      switch number {
      case 1: filters.append(.gzip)
      case 2:
        guard let elementSize = values.first, elementSize > 0 else {
          throw reader.error(place, "does not say how its bytes are shuffled")
        }
        filters.append(.shuffle(elementSize: elementSize))
      default: throw reader.error(place, "is stored with filter \(number), which is not supported")
      }
    }
  }

  /// The `count` bytes of a chunk from what is stored.
  /// - Parameter mask: a bit for each filter that was not used.
  func decode(
    _ range: Range<Int>, mask: UInt32, count: Int, in content: HDF5Bytes, _ place: String
  ) throws(FormatError) -> ArraySlice<UInt8> {
    // Data that is compressed twice could become more.
    let limit = min(count, Self.largestRatio * range.count)
    var bytes = try content.bytes[range]
    for (position, filter) in filters.enumerated().reversed() where mask >> position & 1 == 0 {
      switch filter {
      case .gzip:
        bytes = try Inflate.decode(
          bytes, .zlib, limit: limit, file: content.file, place: place)[...]
      case .shuffle(let elementSize): bytes = Self.unshuffled(bytes, elementSize)[...]
      }
    }
    guard bytes.count == count else {
      throw content.error(place, "a chunk has \(bytes.count) bytes instead of \(count)")
    }
    return bytes
  }

  private static func unshuffled(_ bytes: ArraySlice<UInt8>, _ elementSize: Int) -> [UInt8] {
    let count = bytes.count / elementSize
    var result = Array(bytes)
    var source = bytes.startIndex
    guard count > 1 else { return result }
    for byte in 0..<elementSize {
      for element in 0..<count {
        result[element * elementSize + byte] = bytes[source]
        source += 1
      }
    }
    return result
  }
}
