/// The shape of a dataset or an attribute.
struct HDF5Dataspace {
  /// Empty for a single value; `[0]` where the file says that there is no value.
  let shape: [Int]

  private static let largestRank = 32

  init(_ reader: inout ByteReader, _ place: String) throws(FormatError) {
    let version = try reader.number(UInt8.self, place)
    let rank = try reader.size(UInt8.self, place)
    // Whether the largest sizes are there too.
    try reader.skip(1, place)
    guard rank <= Self.largestRank else { throw reader.error(place, "\(rank) axes are too many") }
    var isNull = false
    switch version {
    case 1: try reader.skip(5, place)
    case 2: isNull = try reader.number(UInt8.self, place) == 2
    default: throw reader.error(place, "version \(version) of shapes is not known")
    }
    var sizes: [Int] = []
    for _ in 0..<rank { sizes.append(try reader.size(UInt64.self, place)) }
    shape = isNull ? [0] : sizes
    // Elements become at most eight times as large when they are read.
    guard checkedByteCount(.float64, shape) != nil else {
      throw reader.error(place, "the shape \(shape) is not possible")
    }
  }
}
