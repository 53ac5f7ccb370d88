import StrataGraph

/// The messages of object headers, each about one thing.
enum HDF5Message {
  /// In place of an address where there is none.
  static let noAddress = [UInt8](repeating: 0xff, count: 8)
  /// In place of a text that has no bytes.
  static let noText = [UInt8](repeating: 0, count: HDF5GlobalHeap.referenceSize)

  /// An object header with messages.
  static func header(_ messages: [(kind: HDF5ObjectHeader.Kind, data: [UInt8])]) -> [UInt8] {
    var body: [UInt8] = []
    for (kind, data) in messages {
      let padded = padded(data)
      body +=
        littleEndian(UInt16(kind.rawValue)) + littleEndian(UInt16(padded.count)) + [0, 0, 0, 0] + padded
    }
    let prefix = [1, 0] + littleEndian(UInt16(messages.count)) + littleEndian(UInt32(1))
    return prefix + littleEndian(UInt32(body.count)) + [0, 0, 0, 0] + body
  }

  static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
  }

  /// An attribute, with the elements as they stand in the file.
  static func attribute(_ name: String, _ value: HDF5Value, data: [UInt8]) -> [UInt8] {
    let nameBytes = Array(name.utf8) + [0]
    let type = datatype(value)
    let space = dataspace(value.shape)
    let utf8: UInt8 = 1
    let sizes = [nameBytes, type, space].flatMap { littleEndian(UInt16($0.count)) }
    return [3, 0] + sizes + [utf8] + nameBytes + type + space + data
  }

  static func dataspace(_ shape: [Int]) -> [UInt8] {
    [1, UInt8(shape.count), 0, 0, 0, 0, 0, 0] + shape.flatMap { littleEndian(UInt64($0)) }
  }

  /// Elements that are not stored are zeros.
  static let fillValue: [UInt8] = [2, 2, 2, 1, 0, 0, 0, 0]

  /// All elements in one piece.
  static func layout(address: Int, byteCount: Int) -> [UInt8] {
    [3, 1] + (byteCount == 0 ? noAddress : littleEndian(UInt64(address))) + littleEndian(UInt64(byteCount))
  }

  static func symbolTable(tree: Int, names: Int) -> [UInt8] {
    littleEndian(UInt64(tree)) + littleEndian(UInt64(names))
  }

  // MARK: Element types

  static func datatype(_ value: HDF5Value) -> [UInt8] {
    switch value {
    case .texts:
      // Text of variable length in UTF-8, which consists of bytes.
      [0x19, 0x01, 0x01, 0] + littleEndian(UInt32(HDF5GlobalHeap.referenceSize)) + integer(1, isSigned: false)
    case .array(let array): datatype(array.type.dtype)
    }
  }

  private static func datatype(_ dtype: DType) -> [UInt8] {
    switch dtype {
    case .bool:
      [0x18, 2, 0, 0] + littleEndian(UInt32(1)) + integer(1, isSigned: true)
        + padded(Array("FALSE\0".utf8)) + padded(Array("TRUE\0".utf8)) + [0, 1]
    case .uint8, .uint32: integer(dtype.byteCount, isSigned: false)
    case .int32, .int64: integer(dtype.byteCount, isSigned: true)
    case .float16: float(size: 2, exponentSize: 5)
    // Bytes of which the file does not say more: a dataset has an attribute that does.
    case .bfloat16: [0x15, 0, 0, 0] + littleEndian(UInt32(dtype.byteCount))
    case .float32: float(size: 4, exponentSize: 8)
    case .float64: float(size: 8, exponentSize: 11)
    }
  }

  private static func integer(_ size: Int, isSigned: Bool) -> [UInt8] {
    [0x10, isSigned ? 8 : 0, 0, 0] + littleEndian(UInt32(size)) + littleEndian(UInt16(0))
      + littleEndian(UInt16(8 * size))
  }

  private static func float(size: Int, exponentSize: UInt8) -> [UInt8] {
    let sign = UInt8(8 * size - 1)
    let fractionSize = sign - exponentSize
    let impliedBit: UInt8 = 0x20
    return [0x11, impliedBit, sign, 0] + littleEndian(UInt32(size)) + littleEndian(UInt16(0))
      + littleEndian(UInt16(8 * size)) + [fractionSize, exponentSize, 0, fractionSize]
      + littleEndian(UInt32(1) << UInt32(exponentSize - 1) - 1)
  }
}

extension HDF5Value {
  /// Sizes of the axes; empty for a single element.
  var shape: [Int] {
    switch self {
    case .array(let array): array.type.shape
    case .texts(_, let shape): shape
    }
  }

  /// Bytes that the elements take in the file, without texts themselves.
  var byteCount: Int {
    switch self {
    case .array(let array): array.type.byteCount
    case .texts(let texts, _): texts.count * HDF5GlobalHeap.referenceSize
    }
  }

  /// The elements as they stand in the file; of texts the references to them, as bytes.
  /// - Parameter reference: puts a text into a heap and says where.
  func elements(_ reference: (String) -> [UInt8]) -> HostArray {
    switch self {
    case .array(let array): return array
    case .texts(let texts, _):
      let bytes = texts.flatMap(reference)
      return HostArray(bytes, shape: [bytes.count])
    }
  }
}
