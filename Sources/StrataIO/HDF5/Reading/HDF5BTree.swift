/// A tree of version 1, whose leaves name the parts of a group or the chunks of a dataset.
struct HDF5BTree {
  enum Kind: UInt8 {
    case group, chunks
  }

  /// What a leaf's place in the tree says about it, and its address.
  struct Leaf {
    let key: Range<Int>
    let address: Int
  }

  private struct Node {
    let address: Int
    let level: Int?
  }

  private static let prefixSize = 24
  private static let addressSize = 8

  /// The leaves in order.
  /// - Parameter keySize: bytes between two addresses.
  static func leaves(
    of kind: Kind, at root: Int, keySize: Int, in content: HDF5Bytes, _ budget: inout HDF5Budget,
    _ place: String
  ) throws(FormatError) -> [Leaf] {
    var leaves: [Leaf] = []
    var stack = [Node(address: root, level: nil)]
    while let node = stack.popLast() {
      var reader = content.reader(at: node.address)
      try reader.expect(signature: "TREE", place)
      guard try reader.number(UInt8.self, place) == kind.rawValue else {
        throw reader.error(place, "its tree is of another kind")
      }
      let level = try reader.size(UInt8.self, place)
      guard node.level == nil || node.level == level else {
        throw reader.error(place, "the levels of its tree are wrong")
      }
      let count = try reader.size(UInt16.self, place)
      try reader.skip(2 * addressSize, place)
      try budget.spend(prefixSize + count * (keySize + addressSize) + keySize, reader, place)
      var children: [Leaf] = []
      for _ in 0..<count {
        let key = try reader.take(keySize, place)
        children.append(Leaf(key: key, address: try reader.requiredAddress(place)))
      }
      if level == 0 {
        leaves += children
      } else {
        stack += children.reversed().map { Node(address: $0.address, level: level - 1) }
      }
    }
    return leaves
  }
}
