/// Puts parts of an HDF5 file together, whatever they say: format version 3.0, superblock version 2.
struct HDF5Image {
  private(set) var bytes = [UInt8](repeating: 0, count: 48)

  /// Appends a part and gives its address.
  mutating func add(_ part: [UInt8]) -> UInt64 {
    bytes += [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
    defer { bytes += part }
    return UInt64(bytes.count)
  }

  /// The file with a root group of messages.
  mutating func encoded(root messages: [[UInt8]]) -> [UInt8] {
    let root = add(Self.header(messages))
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
    let addresses = little(0, 8) + little(.max, 8) + little(UInt64(bytes.count), 8) + little(root, 8)
    return signature + [2, 8, 8, 0] + addresses + little(0, 4) + bytes[48...]
  }

  /// An object header of messages.
  static func header(_ messages: [[UInt8]]) -> [UInt8] {
    let content = Array(messages.joined())
    return Array("OHDR".utf8) + [2, 2] + little(UInt64(content.count), 4) + content + little(0, 4)
  }

  /// A part of a header that stands elsewhere.
  static func continuation(_ messages: [[UInt8]]) -> [UInt8] {
    Array("OCHK".utf8) + messages.joined() + little(0, 4)
  }

  static func message(_ kind: UInt8, _ content: [UInt8]) -> [UInt8] {
    [kind] + little(UInt64(content.count), 2) + [0] + content
  }

  static func link(_ name: String, to address: UInt64) -> [UInt8] {
    message(6, [1, 0, UInt8(name.utf8.count)] + name.utf8 + little(address, 8))
  }

  static func dataspace(_ shape: [UInt64]) -> [UInt8] {
    [2, UInt8(shape.count), 0, 1] + shape.flatMap { little($0, 8) }
  }

  /// A node of a tree, which names chunks, or nodes of the level below.
  static func tree(_ chunks: [(size: Int, origin: [UInt64], address: UInt64)], level: UInt8 = 0) -> [UInt8] {
    let head =
      Array("TREE".utf8) + [1, level] + little(UInt64(chunks.count), 2) + little(.max, 8) + little(.max, 8)
    var leaves: [UInt8] = []
    for chunk in chunks {
      leaves += little(UInt64(chunk.size), 4) + little(0, 4)
      leaves += chunk.origin.flatMap { little($0, 8) }
      leaves += little(0, 8) + little(chunk.address, 8)
    }
    let rank = chunks.first?.origin.count ?? 0
    return head + leaves + [UInt8](repeating: 0, count: 16 + 8 * rank)
  }

  /// A collection of the global heap whose objects have the numbers 1, 2, …
  static func heap(_ objects: [[UInt8]]) -> [UInt8] {
    var content: [UInt8] = []
    for (position, object) in objects.enumerated() {
      content += little(UInt64(position + 1), 8) + little(UInt64(object.count), 8) + object
      content += [UInt8](repeating: 0, count: (8 - object.count % 8) % 8)
    }
    return Array("GCOL".utf8) + [1, 0, 0, 0] + little(UInt64(16 + content.count), 8) + content
  }
}
