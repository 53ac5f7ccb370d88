/// How the elements of a dataset are stored.
struct HDF5Storage {
  private enum Layout {
    /// In one piece, or nowhere: all elements then have the fill value.
    case whole(Range<Int>?)
    case chunks(HDF5Chunks)
  }

  private let layout: Layout
  private let fillValue: [UInt8]
  private let byteCount: Int
  private let content: HDF5Bytes
  private let place: String

  /// Elements that are not stored take at most this much, or as much as the file.
  private static let largestFill = 1 << 12

  init(
    _ header: HDF5ObjectHeader, _ shape: [Int], _ type: HDF5Datatype, in content: HDF5Bytes, _ place: String
  ) throws(FormatError) {
    self.content = content
    self.place = place
    byteCount = try type.byteCount(of: shape, in: content, place)
    guard var reader = try header.first(.layout) else { throw content.error(place, "has no layout") }
    let version = try reader.number(UInt8.self, place)
    guard 3...4 ~= version else {
      throw reader.error(place, "version \(version) of layouts is not supported")
    }
    switch (try reader.number(UInt8.self, place), version) {
    case (0, _):
      let size = try reader.size(UInt16.self, place)
      layout = .whole(try reader.take(size, place))
    case (1, _):
      if let address = try reader.address(place) {
        var data = content.reader(at: address)
        layout = .whole(try data.take(byteCount, place))
      } else {
        layout = .whole(nil)
      }
    case (2, 3):
      layout = .chunks(try HDF5Chunks(&reader, header, shape, elementSize: type.size, in: content, place))
    default: throw reader.error(place, "this layout of elements is not supported")
    }
    fillValue = try Self.fillValue(header, type, in: content, place)
  }

  /// The elements in row-major order, without any compression.
  func elements() throws(FormatError) -> HDF5Elements {
    guard byteCount > 0 else { return .slice([]) }
    switch layout {
    case .whole(let range?):
      guard range.count >= byteCount else {
        throw content.error(place, "\(range.count) bytes are stored, and \(byteCount) needed")
      }
      return .stored(content.bytes.part(range.prefix(byteCount)))
    case .whole(nil):
      return .slice(try filled(stored: 0)[...])
    case .chunks(let chunks):
      // Room is made for what is there, not for what is said to be there.
      let elements = try chunks.elements()
      var result = try filled(stored: elements.reduce(0) { $0 + $1.count })
      chunks.copy(elements, to: &result)
      return .slice(result[...])
    }
  }

  private func filled(stored: Int) throws(FormatError) -> [UInt8] {
    guard byteCount - stored <= max(content.bytes.count, Self.largestFill) else {
      throw content.error(place, "takes \(byteCount) bytes, and at most \(stored) are stored")
    }
    var bytes = [UInt8](repeating: 0, count: byteCount)
    guard fillValue.contains(where: { $0 != 0 }) else { return bytes }
    for start in stride(from: 0, to: byteCount, by: fillValue.count) {
      bytes.replaceSubrange(start..<start + fillValue.count, with: fillValue)
    }
    return bytes
  }

  /// The bytes of an element that is not stored; none for zeros.
  private static func fillValue(
    _ header: HDF5ObjectHeader, _ type: HDF5Datatype, in content: HDF5Bytes, _ place: String
  ) throws(FormatError) -> [UInt8] {
    var isDefined = true
    var message = try header.first(.fillValue)
    if message != nil {
      let version = try message!.number(UInt8.self, place)
      switch version {
      case 1, 2:
        try message!.skip(2, place)
        isDefined = try message!.number(UInt8.self, place) == 1 || version == 1
      case 3: isDefined = try message!.number(UInt8.self, place) & 0x20 != 0
      default: throw content.error(place, "version \(version) of fill values is not known")
      }
    } else {
      message = try header.first(.oldFillValue)
    }
    guard isDefined, var message else { return [] }
    let size = try message.size(UInt32.self, place)
    guard size > 0 else { return [] }
    guard size == type.size else {
      throw content.error(place, "the fill value has \(size) bytes instead of \(type.size)")
    }
    return try Array(content.bytes[message.take(size, place)])
  }
}
