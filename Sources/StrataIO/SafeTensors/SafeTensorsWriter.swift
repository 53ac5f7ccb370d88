import StrataGraph

extension SafeTensors {
  /// The bytes of a file with this content.
  /// - Throws: `FormatError` if an array has the name `__metadata__`.
  public func encoded() throws(FormatError) -> [UInt8] {
    let order = dataOrder
    return try order.reduce(into: prefix(order)) { $0 += arrays[$1].array.bytes }
  }

  /// Writes a file; a crash leaves the old one whole.
  /// - Throws: `FileError`, and `FormatError` if an array has the name `__metadata__`.
  public func write(to path: String) throws {
    let order = dataOrder
    let prefix = try prefix(order)
    try AtomicFile.write(to: path) { sink in
      try sink.write(prefix)
      for position in order { try sink.write(arrays[position].array) }
    }
  }

  /// Larger element types first: every array is then aligned to its elements, as some readers need.
  private var dataOrder: [Int] {
    [8, 4, 2, 1].flatMap { size in arrays.indices.filter { arrays[$0].array.type.dtype.byteCount == size } }
  }

  /// The header and its size.
  private func prefix(_ order: [Int]) throws(FormatError) -> [UInt8] {
    var offsets = [Int](repeating: 0, count: arrays.count)
    var end = 0
    for position in order {
      offsets[position] = end
      end += arrays[position].array.type.byteCount
    }
    var header = JSONObject()
    if !metadata.isEmpty {
      var texts = JSONObject()
      for (key, text) in metadata.sorted(by: { $0.key < $1.key }) { texts[key] = .string(text) }
      header[Self.metadataKey] = .object(texts)
    }
    for ((name, array), offset) in zip(arrays, offsets) {
      guard name != Self.metadataKey else {
        throw FormatError(
          file: "safetensors", place: "tensor '\(name)'", reason: "the format reserves this name")
      }
      header[name] = .object([
        "dtype": .string(Self.names.first { $0.dtype == array.type.dtype }!.name),
        "shape": .array(array.type.shape.map { .integer($0) }),
        "data_offsets": .array([.integer(offset), .integer(offset + array.type.byteCount)]),
      ])
    }
    var text = Array(try JSONValue.object(header).text().utf8)
    text += repeatElement(UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  }
}
