/// The links of a group: names and what they name.
struct HDF5Links: Sendable {
  enum Target: Sendable {
    /// The address of an object header.
    case object(Int)
    /// A path, or a path in another file.
    case indirect
  }

  /// In the order of their bytes.
  private(set) var names: [String] = []
  private var targets: [String: Target] = [:]

  subscript(name: String) -> Target? { targets[name] }

  init(
    _ header: HDF5ObjectHeader, in content: HDF5Bytes, _ budget: inout HDF5Budget, _ place: String
  ) throws(FormatError) {
    if var message = try header.first(.symbolTable) {
      try readSymbolTable(&message, content, &budget, place)
    }
    for var message in try header.all(.link) {
      try addLink(&message, &budget, place)
    }
    if var message = try header.first(.linkInformation) {
      try readInformation(&message, place)
    }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private mutating func add(_ name: String, _ target: Target, _ reader: ByteReader, _ place: String)
    throws(FormatError)
  {
    guard targets.updateValue(target, forKey: name) == nil else {
      throw reader.error(place, "has two members with the name '\(name)'")
    }
    names.append(name)
  }

  // MARK: Symbol tables

  private static let entrySize = 40

  private mutating func readSymbolTable(
    _ message: inout ByteReader, _ content: HDF5Bytes, _ budget: inout HDF5Budget, _ place: String
  ) throws(FormatError) {
    let tree = try message.requiredAddress(place)
    let heap = try Self.names(at: message.requiredAddress(place), content, place)
    for leaf in try HDF5BTree.leaves(of: .group, at: tree, keySize: 8, in: content, &budget, place) {
      var reader = content.reader(at: leaf.address)
      try reader.expect(signature: "SNOD", place)
      try reader.skip(2, place)
      let count = try reader.size(UInt16.self, place)
      try budget.spend(count * Self.entrySize, reader, place)
      for _ in 0..<count { try addSymbol(&reader, content, heap, &budget, place) }
    }
  }

  private mutating func addSymbol(
    _ reader: inout ByteReader, _ content: HDF5Bytes, _ heap: Range<Int>, _ budget: inout HDF5Budget,
    _ place: String
  ) throws(FormatError) {
    let nameOffset = try reader.size(UInt64.self, place)
    let address = try reader.address(place)
    let cache = try reader.number(UInt32.self, place)
    try reader.skip(20, place)
    guard nameOffset < heap.count else { throw reader.error(place, "a name is outside of the heap of names") }
    var nameReader = content.reader(of: heap.lowerBound + nameOffset..<heap.upperBound)
    let name = try nameReader.zeroTerminated(place)
    try budget.spend(name.utf8.count, reader, place)
    let isSoftLink = cache == 2
    guard !isSoftLink else { return try add(name, .indirect, reader, place) }
    guard let address else { throw reader.error(place, "'\(name)' has no address") }
    try add(name, .object(address), reader, place)
  }

  /// Where the names of a symbol table stand.
  private static func names(at address: Int, _ content: HDF5Bytes, _ place: String) throws(FormatError)
    -> Range<Int>
  {
    var reader = content.reader(at: address)
    try reader.expect(signature: "HEAP", place)
    try reader.skip(4, place)
    let size = try reader.size(UInt64.self, place)
    try reader.skip(8, place)
    var data = content.reader(at: try reader.requiredAddress(place))
    return try data.take(size, place)
  }

  // MARK: Links of the new kind

  /// Reads a link as it stands in an object header or a heap.
  private mutating func addLink(
    _ reader: inout ByteReader, _ budget: inout HDF5Budget, _ place: String
  ) throws(FormatError) {
    let version = try reader.number(UInt8.self, place)
    guard version == 1 else { throw reader.error(place, "version \(version) of links is not known") }
    let flags = try reader.number(UInt8.self, place)
    let kind = flags & 8 == 0 ? 0 : try reader.number(UInt8.self, place)
    // The order of creation and the name's encoding: ASCII or UTF-8.
    try reader.skip((flags & 4 == 0 ? 0 : 8) + (flags & 16 == 0 ? 0 : 1), place)
    let nameSize = try reader.size(bytes: 1 << (flags & 3), place)
    let name = try reader.text(reader.take(nameSize, place), place)
    try budget.spend(name.utf8.count, reader, place)
    try add(name, kind == 0 ? .object(reader.requiredAddress(place)) : .indirect, reader, place)
  }

  private mutating func readInformation(_ reader: inout ByteReader, _ place: String) throws(FormatError) {
    try reader.skip(1, place)
    let flags = try reader.number(UInt8.self, place)
    try reader.skip(flags & 1 == 0 ? 0 : 8, place)
    guard try reader.address(place) == nil else {
      throw reader.error(place, "keeps its links in a fractal heap, which is not supported")
    }
  }
}
