import StrataGraph

/// Elements as they stand in the file.
enum HDF5Elements {
  case slice(ArraySlice<UInt8>)
  /// Not read yet.
  case stored(FileBytes)

  func bytes() throws(FormatError) -> ArraySlice<UInt8> {
    switch self {
    case .slice(let bytes): bytes
    case .stored(let bytes): try bytes[0..<bytes.count]
    }
  }
}

extension HDF5Datatype {
  /// The value of elements as they stand in the file.
  /// - Parameter isBFloat16: whether elements that the file does not describe are `bfloat16`.
  func value(
    _ elements: HDF5Elements, shape: [Int], isBFloat16: Bool = false, in content: HDF5Bytes, _ place: String
  ) throws(FormatError) -> HDF5Value {
    if case .number(let element) = kind, element.isAsInMemory, case .stored(let bytes) = elements {
      return .array(try HostArray(type: TensorType(element.dtype, shape), reading: bytes))
    }
    let bytes = try elements.bytes()
    switch kind {
    case .number(let element):
      let elements = try element.decode(bytes, file: "\(content.file), \(place)")
      return .array(HostArray(type: TensorType(element.dtype, shape), bytes: elements))
    case .bfloat16(let isBigEndian): return .array(Self.bfloats(bytes, shape, isBigEndian: isBigEndian))
    case .opaque where size == 2 && isBFloat16:
      return .array(Self.bfloats(bytes, shape, isBigEndian: false))
    case .opaque: throw content.error(place, "the element type of \(size) unknown bytes is not supported")
    case .unsupported(let name):
      throw content.error(place, "the element type is \(name), which is not supported")
    case .fixedText(let padding):
      try checkCount(bytes, in: content, place)
      return .texts(try fixedTexts(bytes, padding, in: content, place), shape: shape)
    case .text:
      try checkCount(bytes, in: content, place)
      var heap = HDF5GlobalHeap(content, place)
      var texts: [String] = []
      for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: size) {
        texts.append(try heap.text(bytes[start..<start + size]))
      }
      return .texts(texts, shape: shape)
    }
  }

  private static func bfloats(_ bytes: ArraySlice<UInt8>, _ shape: [Int], isBigEndian: Bool) -> HostArray {
    let type = TensorType(.bfloat16, shape)
    guard isBigEndian else { return HostArray(type: type, bytes: bytes) }
    var elements = Array(bytes)
    for start in stride(from: 0, to: elements.count, by: 2) { elements.swapAt(start, start + 1) }
    return HostArray(type: type, bytes: elements)
  }

  /// Compressed texts could otherwise be many more than a file of this size should have.
  private func checkCount(
    _ bytes: ArraySlice<UInt8>, in content: HDF5Bytes, _ place: String
  ) throws(FormatError) {
    var budget = content.budget
    try budget.spend(bytes.count / size, content.reader(at: 0), place)
  }

  private func fixedTexts(
    _ bytes: ArraySlice<UInt8>, _ padding: HDF5Padding, in content: HDF5Bytes, _ place: String
  ) throws(FormatError) -> [String] {
    var texts: [String] = []
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: size) {
      var text = bytes[start..<start + size]
      switch padding {
      case .zeroTerminated: text = text.prefix { $0 != 0 }
      case .zeros: while text.last == 0 { text.removeLast() }
      case .spaces: while text.last == UInt8(ascii: " ") { text.removeLast() }
      }
      texts.append(try content.text(text, place))
    }
    return texts
  }
}
