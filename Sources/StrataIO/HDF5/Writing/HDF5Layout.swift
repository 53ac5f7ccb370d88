/// The parts of a file that are not messages: superblock, and tree, symbols and names of a group.
enum HDF5Layout {
  static let superblockSize = 96
  /// Twice the numbers that the superblock says.
  static let symbolsPerNode = 8
  static let childrenPerNode = 32
  static let treeNodeSize = 24 + 8 * childrenPerNode + 8 * (childrenPerNode + 1)
  private static let symbolSize = 40

  /// - Parameter root: the address of the root group's object header.
  static func superblock(root: Int, end: Int) -> [UInt8] {
    let sizeOfAddresses: UInt8 = 8
    var bytes = HDF5Superblock.signature + [0, 0, 0, 0, 0, sizeOfAddresses, sizeOfAddresses, 0]
    bytes += littleEndian(UInt16(symbolsPerNode / 2)) + littleEndian(UInt16(childrenPerNode / 2))
    bytes += littleEndian(UInt32(0)) + littleEndian(UInt64(0)) + HDF5Message.noAddress
    bytes += littleEndian(UInt64(end)) + HDF5Message.noAddress
    return bytes + symbol(nameOffset: 0, address: root)
  }

  private static func symbol(nameOffset: Int, address: Int) -> [UInt8] {
    littleEndian(UInt64(nameOffset)) + littleEndian(UInt64(address)) + [UInt8](repeating: 0, count: 24)
  }

  /// The heap of a group's names at an address, and where in it each begins.
  static func names(_ names: [String], at address: Int) -> (bytes: [UInt8], offsets: [Int]) {
    // The empty name comes first: it is less than all others.
    var data = [UInt8](repeating: 0, count: 8)
    var offsets: [Int] = []
    for name in names {
      offsets.append(data.count)
      data += HDF5Message.padded(Array(name.utf8) + [0])
    }
    let prefixSize = 32
    let noFreeRoom = 1
    var bytes = Array("HEAP".utf8) + [0, 0, 0, 0] + littleEndian(UInt64(data.count))
    bytes += littleEndian(UInt64(noFreeRoom)) + littleEndian(UInt64(address + prefixSize))
    return (bytes + data, offsets)
  }

  static func symbolNode(_ symbols: ArraySlice<(nameOffset: Int, address: Int)>) -> [UInt8] {
    var bytes = Array("SNOD".utf8) + [1, 0] + littleEndian(UInt16(symbols.count))
    for symbol in symbols { bytes += Self.symbol(nameOffset: symbol.nameOffset, address: symbol.address) }
    return bytes + [UInt8](repeating: 0, count: symbolSize * (symbolsPerNode - symbols.count))
  }

  /// A node of a group's tree. Between two children stands the last name of the first one.
  static func treeNode(
    level: Int, previousName: Int, _ children: ArraySlice<(address: Int, lastName: Int)>, left: Int?,
    right: Int?
  ) -> [UInt8] {
    var bytes = Array("TREE".utf8) + [0, UInt8(level)] + littleEndian(UInt16(children.count))
    for sibling in [left, right] {
      bytes += sibling.map { littleEndian(UInt64($0)) } ?? HDF5Message.noAddress
    }
    bytes += littleEndian(UInt64(previousName))
    for child in children {
      bytes += littleEndian(UInt64(child.address)) + littleEndian(UInt64(child.lastName))
    }
    return bytes + [UInt8](repeating: 0, count: treeNodeSize - bytes.count)
  }
}
