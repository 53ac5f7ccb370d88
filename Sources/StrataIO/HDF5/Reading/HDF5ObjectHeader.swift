/// What stands about a group or a dataset: a list of messages, each about one thing.
struct HDF5ObjectHeader {
  enum Kind: Int {
    case dataspace = 1
    case linkInformation = 2
    case datatype = 3
    case oldFillValue = 4
    case fillValue = 5
    case link = 6
    case layout = 8
    case filters = 11
    case attribute = 12
    case continuation = 16
    case symbolTable = 17
    case attributeInformation = 21
  }

  private struct Message {
    let kind: Int
    let isShared: Bool
    let range: Range<Int>
  }

  private var messages: [Message] = []
  private let content: HDF5Bytes
  private let place: String

  init(at address: Int, in content: HDF5Bytes, _ budget: inout HDF5Budget, _ place: String)
    throws(FormatError)
  {
    self.content = content
    self.place = place
    var reader = content.reader(at: address)
    guard let first = try? reader.number(UInt8.self, place) else {
      throw reader.error(place, "its address \(address) is outside of the file")
    }
    if first == 1 {
      try readVersion1(&reader, &budget)
    } else {
      reader.offset = address
      try readVersion2(&reader, &budget)
    }
  }

  func has(_ kind: Kind) -> Bool { messages.contains { $0.kind == kind.rawValue } }

  /// Readers of all messages of a kind.
  func all(_ kind: Kind) throws(FormatError) -> [ByteReader] {
    var readers: [ByteReader] = []
    for message in messages where message.kind == kind.rawValue {
      guard !message.isShared else {
        throw content.error(place, "shares its \(kind), which is not supported")
      }
      readers.append(content.reader(of: message.range))
    }
    return readers
  }

  /// A reader of the first message of a kind.
  func first(_ kind: Kind) throws(FormatError) -> ByteReader? {
    guard let message = messages.first(where: { $0.kind == kind.rawValue }) else { return nil }
    guard !message.isShared else { throw content.error(place, "shares its \(kind), which is not supported") }
    return content.reader(of: message.range)
  }

  // MARK: Versions

  private mutating func readVersion1(
    _ reader: inout ByteReader, _ budget: inout HDF5Budget
  ) throws(FormatError) {
    try reader.skip(7, place)
    let size = try reader.size(UInt32.self, place)
    try reader.skip(4, place)
    var blocks = [try reader.take(size, place)]
    while let block = blocks.popLast() {
      try budget.spend(block.count, reader, place)
      var reader = content.reader(of: block)
      while reader.remaining >= 8 {
        let kind = try reader.size(UInt16.self, place)
        let size = try reader.size(UInt16.self, place)
        let flags = try reader.number(UInt8.self, place)
        try reader.skip(3, place)
        try add(kind, flags, reader.take(size, place), &blocks)
      }
    }
  }

  private mutating func readVersion2(
    _ reader: inout ByteReader, _ budget: inout HDF5Budget
  ) throws(FormatError) {
    try reader.expect(signature: "OHDR", place)
    let version = try reader.number(UInt8.self, place)
    guard version == 2 else { throw reader.error(place, "version \(version) of object headers is not known") }
    let flags = try reader.number(UInt8.self, place)
    // Four times, and the numbers of attributes at which their storage changes.
    try reader.skip((flags & 0x20 == 0 ? 0 : 16) + (flags & 0x10 == 0 ? 0 : 4), place)
    let size = try reader.size(bytes: 1 << (flags & 3), place)
    var blocks = [try reader.take(size, place)]
    var isFirst = true
    while let block = blocks.popLast() {
      try budget.spend(block.count, reader, place)
      var reader = content.reader(of: block)
      if !isFirst {
        let checksumSize = 4
        try reader.expect(signature: "OCHK", place)
        reader = content.reader(of: reader.offset..<max(reader.offset, block.upperBound - checksumSize))
      }
      isFirst = false
      let prefixSize = flags & 4 == 0 ? 4 : 6
      while reader.remaining >= prefixSize {
        let kind = try reader.size(UInt8.self, place)
        let size = try reader.size(UInt16.self, place)
        let messageFlags = try reader.number(UInt8.self, place)
        try reader.skip(prefixSize - 4, place)
        try add(kind, messageFlags, reader.take(size, place), &blocks)
      }
    }
  }

  private mutating func add(
    _ kind: Int, _ flags: UInt8, _ range: Range<Int>, _ blocks: inout [Range<Int>]
  ) throws(FormatError) {
    guard kind == Kind.continuation.rawValue else {
      return messages.append(Message(kind: kind, isShared: flags & 2 != 0, range: range))
    }
    var reader = content.reader(of: range)
    let address = try reader.requiredAddress(place)
    let size = try reader.size(UInt64.self, place)
    var target = content.reader(at: address)
    blocks.append(try target.take(size, place))
  }
}
