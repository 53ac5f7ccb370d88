/// Lays out a file: superblock, arrays, texts, and then all that says what they are.
struct HDF5Encoder {
  private(set) var superblock: [UInt8] = []
  /// The elements of the datasets, one after the other, each filled up to a multiple of 8 bytes.
  private(set) var pieces: [HostArray] = []
  /// What comes after them.
  private(set) var rest: [UInt8] = []

  private var arraysEnd = HDF5Layout.superblockSize
  private var heap: HDF5HeapWriter
  private var base = 0

  /// A node whose messages have no addresses of other objects in them.
  private struct Object {
    var messages: [(kind: HDF5ObjectHeader.Kind, data: [UInt8])]
    var members: [(name: String, object: Object)]?
  }

  init(_ root: HDF5Node) {
    heap = HDF5HeapWriter(base: HDF5Layout.superblockSize + Self.arraysSize(root))
    let object = object(root)
    heap.finish()
    rest = heap.bytes
    base = arraysEnd
    let address = add(object)
    superblock = HDF5Layout.superblock(root: address, end: base + rest.count)
  }

  private static func arraysSize(_ node: HDF5Node) -> Int {
    let own = node.value.map { ($0.byteCount + 7) / 8 * 8 } ?? 0
    return node.sortedMembers.reduce(own) { $0 + arraysSize($1.node) }
  }

  // MARK: Arrays and texts

  private mutating func object(_ node: HDF5Node) -> Object {
    var object = Object(messages: [], members: nil)
    if let value = node.value {
      let address = arraysEnd
      let elements = value.elements { heap.add($0) }
      let byteCount = elements.type.byteCount
      pieces.append(elements)
      let padding = (8 - byteCount % 8) % 8
      if padding > 0 { pieces.append(HostArray([UInt8](repeating: 0, count: padding), shape: [padding])) }
      arraysEnd += byteCount + padding
      object.messages = [
        (.dataspace, HDF5Message.dataspace(value.shape)), (.datatype, HDF5Message.datatype(value)),
        (.fillValue, HDF5Message.fillValue),
        (.layout, HDF5Message.layout(address: address, byteCount: byteCount)),
      ]
    } else {
      object.members = node.sortedMembers.map { ($0.name, self.object($0.node)) }
    }
    for (name, value) in node.attributes.sorted(by: { $0.key < $1.key }) {
      let data = value.elements { heap.add($0) }.bytes
      object.messages.append((.attribute, HDF5Message.attribute(name, value, data: data)))
    }
    return object
  }

  // MARK: Headers

  private var end: Int { base + rest.count }

  /// Appends an object and what is in it, and gives its address.
  private mutating func add(_ object: Object) -> Int {
    var messages = object.messages
    if let members = object.members {
      let entries = members.map { (name: $0.name, address: add($0.object)) }
      messages.append((.symbolTable, addSymbols(entries)))
    }
    let address = end
    rest += HDF5Message.header(messages)
    return address
  }

  private mutating func addSymbols(_ entries: [(name: String, address: Int)]) -> [UInt8] {
    let names = HDF5Layout.names(entries.map(\.name), at: end)
    let namesAddress = end
    rest += names.bytes
    var children: [(address: Int, lastName: Int)] = []
    let symbols = zip(names.offsets, entries).map { (nameOffset: $0, address: $1.address) }
    for start in stride(from: 0, to: symbols.count, by: HDF5Layout.symbolsPerNode) {
      let part = symbols[start..<min(start + HDF5Layout.symbolsPerNode, symbols.count)]
      children.append((end, part.last!.nameOffset))
      rest += HDF5Layout.symbolNode(part)
    }
    var level = 0
    repeat {
      children = addLevel(level, children)
      level += 1
    } while children.count > 1
    return HDF5Message.symbolTable(tree: children[0].address, names: namesAddress)
  }

  /// Appends the nodes of a level of a group's tree, at least one.
  private mutating func addLevel(
    _ level: Int, _ children: [(address: Int, lastName: Int)]
  ) -> [(address: Int, lastName: Int)] {
    let start = end
    let count = max(1, (children.count + HDF5Layout.childrenPerNode - 1) / HDF5Layout.childrenPerNode)
    var nodes: [(address: Int, lastName: Int)] = []
    for position in 0..<count {
      let first = position * HDF5Layout.childrenPerNode
      let part = children[first..<min(first + HDF5Layout.childrenPerNode, children.count)]
      let previousName = nodes.last?.lastName ?? 0
      nodes.append((start + position * HDF5Layout.treeNodeSize, part.last?.lastName ?? 0))
      rest += HDF5Layout.treeNode(
        level: level, previousName: previousName, part,
        left: position == 0 ? nil : start + (position - 1) * HDF5Layout.treeNodeSize,
        right: position == count - 1 ? nil : start + (position + 1) * HDF5Layout.treeNodeSize)
    }
    return nodes
  }
}
