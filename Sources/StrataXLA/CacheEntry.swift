/// What a file of the cache holds: a mark, the sizes of key and value, both, and a checksum of them.
struct CacheEntry: Equatable {
  let key: [UInt8]
  let value: [UInt8]

  private static let mark = Array("strata xla 1\n".utf8)
  private static let numberSize = 8

  init(key: [UInt8], value: [UInt8]) {
    self.key = key
    self.value = value
  }

  var bytes: [UInt8] {
    let content = key + value
    return Self.mark + encoded(UInt64(key.count)) + encoded(UInt64(value.count)) + content
      + encoded(checksum(content))
  }

  /// The entry in a file, or nil if the file is anything but a whole entry.
  init?(parsing bytes: [UInt8]) {
    var rest = bytes[...]
    func next(_ count: UInt64) -> [UInt8]? {
      guard count <= rest.count else { return nil }
      defer { rest = rest.dropFirst(Int(count)) }
      return Array(rest.prefix(Int(count)))
    }
    func nextNumber() -> UInt64? { next(UInt64(Self.numberSize)).map(decoded) }

    guard next(UInt64(Self.mark.count)) == Self.mark, let keySize = nextNumber(),
      let valueSize = nextNumber(),
      let key = next(keySize), let value = next(valueSize), let sum = nextNumber(), rest.isEmpty,
      sum == checksum(key + value)
    else { return nil }
    self.init(key: key, value: value)
  }
}

private func encoded(_ number: UInt64) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}

private func decoded(_ bytes: [UInt8]) -> UInt64 {
  bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
}

/// The 64-bit Fowler–Noll–Vo hash FNV-1a, the same in every process. It finds damage, and nobody's ill will.
func checksum(_ bytes: [UInt8]) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  bytes.withUnsafeBufferPointer { bytes in
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }
  return hash
}
