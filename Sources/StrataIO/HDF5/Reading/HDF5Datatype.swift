import StrataGraph

/// How elements stand in the file, and what they are read as.
struct HDF5Datatype {
  enum Kind {
    case number(NpyElement)
    /// The upper half of a `float32`.
    case bfloat16(isBigEndian: Bool)
    case fixedText(HDF5Padding)
    /// Texts of any length, which stand in a heap.
    case text
    /// Bytes of which the file does not say more.
    case opaque
    case unsupported(String)
  }

  enum HDF5Padding: UInt8 {
    case zeroTerminated, zeros, spaces
  }

  let kind: Kind
  /// Bytes that one element takes.
  let size: Int

  init(_ reader: inout ByteReader, _ place: String) throws(FormatError) {
    let first = try reader.number(UInt8.self, place)
    let bits = try reader.number(UInt8.self, place)
    let highBits = try reader.number(UInt16.self, place)
    size = try reader.size(UInt32.self, place)
    guard size > 0 else { throw reader.error(place, "elements of no bytes") }
    switch first & 0x0f {
    case 0: kind = try Self.integer(bits, size, &reader, place)
    case 1: kind = try Self.float(bits, highBits, size, &reader, place)
    case 3:
      guard let padding = HDF5Padding(rawValue: bits & 0x0f) else {
        throw reader.error(place, "the padding of texts is not known")
      }
      kind = .fixedText(padding)
    case 5: kind = .opaque
    case 6: kind = .unsupported("compound")
    case 7: kind = .unsupported("a reference")
    case 8: kind = try Self.enumeration(first >> 4, bits, size, &reader, place)
    case 9:
      let isText = bits & 0x0f == 1
      guard !isText || size == HDF5GlobalHeap.referenceSize else {
        throw reader.error(place, "texts of \(size) bytes are not references")
      }
      kind = isText ? .text : .unsupported("a list of variable length")
    default: kind = .unsupported("of class \(first & 0x0f)")
    }
  }

  /// Bytes that elements take in the file, before any compression.
  func byteCount(of shape: [Int], in content: HDF5Bytes, _ place: String) throws(FormatError) -> Int {
    guard !shape.contains(0) else { return 0 }
    var count = size
    for axis in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: axis)
      guard !overflow else { throw content.error(place, "the shape \(shape) is not possible") }
      count = product
    }
    return count
  }

  // MARK: Classes

  private static func integer(
    _ bits: UInt8, _ size: Int, _ reader: inout ByteReader, _ place: String
  ) throws(FormatError) -> Kind {
    let offset = try reader.size(UInt16.self, place)
    let precision = try reader.size(UInt16.self, place)
    let order = bits & 1 == 0 ? "<" : ">"
    guard [1, 2, 4, 8].contains(size), offset == 0, precision == 8 * size,
      let element = NpyElement("\(order)\(bits & 8 == 0 ? "u" : "i")\(size)")
    else { return .unsupported("an integer of \(precision) bits in \(size) bytes") }
    return .number(element)
  }

  private struct FloatFormat: Equatable {
    var offset: Int
    var precision: Int
    var sign: UInt16
    var exponentOffset: UInt8
    var exponentSize: UInt8
    var fractionOffset: UInt8
    var fractionSize: UInt8
    var bias: UInt32

    init(sign: UInt16, exponentSize: UInt8) {
      offset = 0
      precision = Int(sign) + 1
      self.sign = sign
      exponentOffset = UInt8(sign) - exponentSize
      self.exponentSize = exponentSize
      fractionOffset = 0
      fractionSize = exponentOffset
      bias = 1 << UInt32(exponentSize - 1) - 1
    }

    init(sign: UInt16, _ reader: inout ByteReader, _ place: String) throws(FormatError) {
      offset = try reader.size(UInt16.self, place)
      precision = try reader.size(UInt16.self, place)
      self.sign = sign
      exponentOffset = try reader.number(UInt8.self, place)
      exponentSize = try reader.number(UInt8.self, place)
      fractionOffset = try reader.number(UInt8.self, place)
      fractionSize = try reader.number(UInt8.self, place)
      bias = try reader.number(UInt32.self, place)
    }
  }

  private static func float(
    _ bits: UInt8, _ highBits: UInt16, _ size: Int, _ reader: inout ByteReader, _ place: String
  ) throws(FormatError) -> Kind {
    let format = try FloatFormat(sign: highBits & 0xff, &reader, place)
    let isVAX = bits & 0x40 != 0
    let hasImpliedBit = bits >> 4 & 3 == 2
    guard !isVAX, hasImpliedBit, size * 8 == format.precision else {
      return .unsupported("a float of an unusual format")
    }
    let isBigEndian = bits & 1 != 0
    let order = isBigEndian ? ">" : "<"
    switch format {
    case FloatFormat(sign: 15, exponentSize: 5): return .number(NpyElement("\(order)f2")!)
    case FloatFormat(sign: 31, exponentSize: 8): return .number(NpyElement("\(order)f4")!)
    case FloatFormat(sign: 63, exponentSize: 11): return .number(NpyElement("\(order)f8")!)
    case FloatFormat(sign: 15, exponentSize: 8): return .bfloat16(isBigEndian: isBigEndian)
    default: return .unsupported("a float of an unusual format")
    }
  }

  /// Truth values are an enumeration of FALSE and TRUE, as h5py writes them; others are read as their numbers.
  private static func enumeration(
    _ version: UInt8, _ count: UInt8, _ size: Int, _ reader: inout ByteReader, _ place: String
  ) throws(FormatError) -> Kind {
    let first = try reader.number(UInt8.self, place)
    let bits = try reader.number(UInt8.self, place)
    try reader.skip(2, place)
    let baseSize = try reader.size(UInt32.self, place)
    guard first & 0x0f == 0, baseSize == size else { return .unsupported("an enumeration of other things") }
    let base = try integer(bits, size, &reader, place)
    guard size == 1, count == 2 else { return base }
    var names: [String] = []
    for _ in 0..<count {
      let start = reader.offset
      names.append(try reader.zeroTerminated(place))
      if version < 3 { try reader.skip((8 - (reader.offset - start) % 8) % 8, place) }
    }
    let values = [try reader.number(UInt8.self, place), try reader.number(UInt8.self, place)]
    return names == ["FALSE", "TRUE"] && values == [0, 1] ? .number(NpyElement("|b1")!) : base
  }
}
