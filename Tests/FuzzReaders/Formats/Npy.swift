import StrataIO

extension Format {
  static let npy = Format(
    name: "npy", seeds: npySeeds, crafts: [{ $0.once(in: 30) ? $0.manyAxes() : $0.npy() }],
    largestMultiple: 16
  ) {
    _ = try Npy.decode($0, file: "memory")
  }

  static let npySeeds =
    fixtures(
      [
        "bigEndian", "bool", "complex", "empty", "float16", "float32", "fortran", "fortranBig", "halves",
        "int8",
        "int16", "int64", "objects", "records", "scalar", "tooLarge", "uint16", "uint64", "uint8", "version2",
        "version3",
      ].map { $0 + ".npy" }) + [Npy.encode(HostArray([Float](repeating: 0.5, count: 60), shape: [3, 4, 5]))]
}

extension Dice {
  /// An npy file whose header may say anything, and whose header's size is mostly right.
  mutating func npy() -> [UInt8] {
    let descr =
      once(in: 2)
      ? "'<f4'"
      : one(of: [
        "'<f4'", "'>f4'", "'<f8'", "'|b1'", "'|u1'", "'|i1'", "'<i2'", "'>u2'", "'<i8'", "'<u8'", "'>u8'",
        "'<f2'",
        "'=i4'", "'<f16'", "'<c8'", "'<U5'", "'|O'", "'|S3'", "[('a', '<f4'), ('b', '<i2')]", "''", "'<'",
        "'<f'",
        "'<f０'", "f4", "('<f4',)", "[", "'<f4", "{'a': '<f4'}", "],'x", "'<é4'",
      ])
    let order = once(in: 10) ? one(of: ["None", "0", "Fals", "''"]) : one(of: ["False", "True"])
    let sizes = (0..<below(5)).map { _ in size() }
    let shape = "(" + sizes.joined(separator: ", ") + (once(in: 10) ? one(of: ["", ",,)", "]"]) : ",)")
    var fields = ["'descr': \(descr)", "'fortran_order': \(order)", "'shape': \(shape)"]
    if once(in: 10) { fields.append(one(of: fields)) }
    if once(in: 10) { fields.shuffle(using: &self) }
    var text = Array("{\(fields.joined(separator: ", ")), }".utf8)
    if once(in: 10) { mutate(&text, with: [text]) }
    let product = sizes.reduce(1) { product, size in
      let (result, overflow) = product.multipliedReportingOverflow(by: Int(size) ?? 0)
      return overflow ? 0 : result
    }
    let count = once(in: 4) ? below(200) : min(max(product, 0), 200) * one(of: [1, 2, 4, 4, 4, 8])
    return npy(header: text, data: bytes(count))
  }

  /// A file whose shape has as many axes as fit into its header.
  mutating func manyAxes() -> [UInt8] {
    let axes = [String](repeating: one(of: ["1", "1", "0", "2"]), count: 1 << below(14))
    let count = 1 << below(14)
    let shape = "(\(count),\(axes.joined(separator: ",")))"
    let text = "{'descr': '<f4', 'fortran_order': \(one(of: ["True", "False"])), 'shape': \(shape), }"
    return npy(header: Array(text.utf8), data: [UInt8](repeating: 1, count: 4 * count))
  }

  private mutating func npy(header: [UInt8], data: [UInt8]) -> [UInt8] {
    let version = UInt8(one(of: [1, 2, 2, 3]))
    let size = once(in: 20) ? Int(truncatingIfNeeded: lie(about: header)) : header.count
    let sizeBytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + sizeBytes + header + data
  }

  private mutating func size() -> String {
    guard once(in: 8) else { return "\(below(6))" }
    return one(of: [
      "4294967296", "2147483648", "4611686018427387904",
      "9223372036854775807", "9223372036854775808", "-1", "3L", "1000000000000000000000000000000", "", "1.5",
      " 2",
    ])
  }
}
