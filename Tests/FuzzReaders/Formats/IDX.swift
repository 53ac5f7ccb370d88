import StrataIO

extension Format {
  static let idx = Format(
    name: "idx",
    seeds: fixtures([
      "uint8.idx", "int8.idx", "int16.idx", "int32.idx", "float32.idx", "float64.idx", "uint8.idx.gz",
      "twoParts.idx.gz",
    ]),
    crafts: [{ $0.idx() }, { $0.gzippedIDX() }], largestMultiple: compressedMultiple
  ) {
    _ = try IDX.decode($0, file: "memory")
  }
}

extension Dice {
  /// A file whose header may say anything.
  mutating func idx() -> [UInt8] {
    let type = one(of: [8, 9, 0x0B, 0x0C, 0x0D, 0x0E, 0, 0x0F, 0xff] as [UInt8])
    let rank = once(in: 20) ? below(256) : below(5)
    var sizes = (0..<rank).map { _ in UInt32(below(rank > 5 ? 2 : 6)) }
    if once(in: 3), rank > 0 { sizes[below(rank)] = UInt32(truncatingIfNeeded: lie(about: [])) }
    let product = sizes.reduce(1) { min($0 * Int($1), 500) }
    let count = once(in: 4) ? below(300) : product * one(of: [1, 2, 4, 8])
    return [0, 0, type, UInt8(rank)] + sizes.flatMap { little(UInt64($0.byteSwapped), 4) } + bytes(count)
  }

  /// The same and worse in one or more parts of right gzip.
  mutating func gzippedIDX() -> [UInt8] {
    var plain = once(in: 2) ? idx() : one(of: Format.idx.seeds)
    if once(in: 2) { mutate(&plain, with: Format.idx.seeds) }
    if once(in: 30) { plain += [UInt8](repeating: 0, count: below(1 << 16)) }
    let cut = below(plain.count + 1)
    var bytes = deflated(Array(plain[..<cut]), .gzip) + deflated(Array(plain[cut...]), .gzip)
    if once(in: 8) { bytes = deflated(bytes, .gzip) }
    if once(in: 8) { bytes += self.bytes(below(10)) }
    return bytes
  }
}
