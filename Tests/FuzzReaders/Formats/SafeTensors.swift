import StrataIO

extension Format {
  static let safetensors = Format(
    name: "safetensors", seeds: fixtures(["all.safetensors", "short.safetensors"]) + [withChecksum],
    crafts: [{ $0.safetensorsFromSeed() }, { $0.safetensors() }], largestMultiple: 40
  ) {
    _ = try SafeTensors(decoding: $0, file: "memory")
  }

  private static let withChecksum: [UInt8] = {
    let arrays = NamedArrays([
      ("kernel", HostArray([Float](repeating: 1, count: 6), shape: [2, 3])),
      ("bias", HostArray([Float](repeating: 0, count: 3), shape: [3])),
      ("empty", HostArray([Int64](), shape: [0])),
    ])
    do {
      return try SafeTensors(arrays, metadata: ["format": "pt"]).withChecksum.encoded()
    } catch {
      fatalError("\(error)")
    }
  }()
}

extension Dice {
  /// A whole file whose header is changed, token by token, and has its right size.
  mutating func safetensorsFromSeed() -> [UInt8] {
    let seed = one(of: Format.safetensors.seeds)
    let size = Int(seed[0]) | Int(seed[1]) << 8
    return safetensors(header: mutateTokens(Array(seed[8..<8 + size])), data: Array(seed[(8 + size)...]))
  }

  /// Tensors of which each or one does not fit.
  mutating func safetensors() -> [UInt8] {
    var fields: [String] = []
    var end = 0
    let isDense = once(in: 100)
    for number in 0..<(isDense ? 1 << below(13) : below(5)) {
      let (type, size) = one(of: [
        ("F32", 4), ("F64", 8), ("I32", 4), ("I64", 8), ("U32", 4), ("U8", 1), ("BOOL", 1),
      ])
      var shape = (0..<below(4)).map { _ in "\(below(4))" }
      let count = shape.reduce(size) { $0 * Int($1)! }
      var offsets = ["\(end)", "\(end + count)"]
      end += count
      if !isDense, once(in: 6) { shape.append(strangeNumber()) }
      if !isDense, once(in: 6) { offsets[below(2)] = strangeNumber() }
      let name = isDense ? "\(number)" : once(in: 20) ? one(of: ["__metadata__", "", "t0"]) : "t\(number)"
      let dtype = !isDense && once(in: 20) ? one(of: ["F16", "BF16", "f32", "", "F8_E4M3"]) : type
      fields.append(
        """
        "\(name)":{"dtype":"\(dtype)","shape":[\(shape.joined(separator: ","))],\
        "data_offsets":[\(offsets.joined(separator: ","))]}
        """)
    }
    if once(in: 4) { fields.append("\"__metadata__\":{\"a\":\(one(of: ["\"b\"", "1", "null", "{}"]))}") }
    if once(in: 10) { fields.shuffle(using: &self) }
    let data = bytes(once(in: 8) ? below(100) : end)
    return safetensors(header: Array("{\(fields.joined(separator: ","))}".utf8), data: data)
  }

  private mutating func safetensors(header: [UInt8], data: [UInt8]) -> [UInt8] {
    little(once(in: 30) ? lie(about: header + data) : UInt64(header.count), 8) + header + data
  }

  private mutating func strangeNumber() -> String {
    one(of: [
      "0", "1", "-1", "3", "8", "1e3", "0.5", "null", "\"1\"", "[]", "4294967296", "4611686018427387904",
      "9223372036854775807", "9223372036854775808", "true",
    ])
  }
}
