import StrataGraph

/// How an element stands in an npy file, such as `<f4`, and the type it is read as.
struct NpyElement {
  /// The byte order, kind and size in NumPy's spelling.
  let name: String
  /// Bytes in the file.
  let size: Int
  /// The type that holds all of its values.
  let dtype: DType
  private let kind: Kind
  private let isBigEndian: Bool

  private enum Kind {
    /// As it is in memory, but for the byte order.
    case same
    case int8, int16, uint16, uint64
  }

  private static let kinds: [String: (DType, Kind)] = [
    "b1": (.bool, .same), "u1": (.uint8, .same), "i4": (.int32, .same), "u4": (.uint32, .same),
    "i8": (.int64, .same), "f4": (.float32, .same), "f8": (.float64, .same), "i1": (.int32, .int8),
    "i2": (.int32, .int16), "u2": (.int32, .uint16), "u8": (.int64, .uint64), "f2": (.float16, .same),
  ]

  /// The element of a name such as `<f4`, or nil if it is not a number that fits one of the tensor types.
  init?(_ name: String) {
    guard let order = name.first, "<>|=".contains(order),
      let (dtype, kind) = Self.kinds[String(name.dropFirst())],
      let size = name.last?.wholeNumberValue
    else { return nil }
    self.name = name
    self.size = size
    self.dtype = dtype
    self.kind = kind
    isBigEndian = order == ">"
  }

  /// The name of a tensor's elements as they are in memory.
  static func name(of dtype: DType) -> String {
    switch dtype {
    case .bool: "|b1"
    case .uint8: "|u1"
    case .int32: "<i4"
    case .uint32: "<u4"
    case .int64: "<i8"
    case .float16: "<f2"
    case .bfloat16: preconditionFailure("NumPy has no bfloat16")
    case .float32: "<f4"
    case .float64: "<f8"
    }
  }

  /// Whether elements stand in the file as they are in memory, all of whose bits are numbers.
  var isAsInMemory: Bool {
    guard case .same = kind else { return false }
    return dtype != .bool && (!isBigEndian || size == 1)
  }

  /// The bytes of the elements as `dtype`; the given ones where they are the same.
  func decode(_ bytes: ArraySlice<UInt8>, file: String) throws(FormatError) -> ArraySlice<UInt8> {
    let isSwapped = isBigEndian && size > 1
    if case .same = kind, !isSwapped { return bytes }
    let little = isSwapped ? swapped(bytes) : Array(bytes)
    switch kind {
    case .same: return little[...]
    case .int8: return converted(little, Int8.self) { Int32($0) }
    case .int16: return converted(little, Int16.self) { Int32($0) }
    case .uint16: return converted(little, UInt16.self) { Int32($0) }
    case .uint64:
      // The highest bit is in every eighth byte.
      guard stride(from: 7, to: little.count, by: 8).allSatisfy({ little[$0] < 0x80 }) else {
        throw FormatError(file: file, place: "data", reason: "a uint64 is larger than int64 holds")
      }
      return little[...]
    }
  }

  private func swapped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result = Array(bytes)
    for start in stride(from: 0, to: result.count, by: size) { result[start..<start + size].reverse() }
    return result
  }

  private func converted<Stored, Read>(
    _ bytes: [UInt8], _: Stored.Type, _ convert: (Stored) -> Read
  ) -> ArraySlice<UInt8> {
    bytes.withUnsafeBytes { source in
      source.bindMemory(to: Stored.self).map(convert).withUnsafeBytes { Array($0)[...] }
    }
  }
}
