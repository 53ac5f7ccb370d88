/// Where texts of any length stand: collections of objects, each with a number.
struct HDF5GlobalHeap {
  /// Bytes of what stands in place of a text: its size, the address of a collection, and a number.
  static let referenceSize = 16
  private static let prefixSize = 16

  private var collections: [Int: [UInt16: Range<Int>]] = [:]
  private var budget: HDF5Budget
  private let content: HDF5Bytes
  private let place: String

  init(_ content: HDF5Bytes, _ place: String) {
    self.content = content
    self.place = place
    budget = content.budget
  }

  /// The text that a reference names.
  mutating func text(_ reference: ArraySlice<UInt8>) throws(FormatError) -> String {
    var reader = ByteReader(Array(reference), file: content.file)
    let size = try reader.size(UInt32.self, place)
    let address = try reader.size(UInt64.self, place)
    let number = try reader.number(UInt32.self, place)
    if size == 0 { return "" }
    guard let number = UInt16(exactly: number), let object = try collection(at: address)[number],
      size <= object.count
    else { throw content.error(place, "a text is not in the heap") }
    try budget.spend(size, reader, place)
    // Some programs count the zero byte at the end.
    let text = try content.bytes[object.prefix(size)].prefix { $0 != 0 }
    return try content.text(text, place)
  }

  /// The objects of a collection.
  private mutating func collection(at address: Int) throws(FormatError) -> [UInt16: Range<Int>] {
    if let known = collections[address] { return known }
    var start = content.reader(at: address)
    try start.expect(signature: "GCOL", place)
    try start.skip(4, place)
    let size = try start.size(UInt64.self, place)
    var whole = content.reader(at: address)
    let range = try whole.take(size, place)
    var objects: [UInt16: Range<Int>] = [:]
    var reader = content.reader(of: min(start.offset, range.upperBound)..<range.upperBound)
    while reader.remaining >= Self.prefixSize {
      let number = try reader.number(UInt16.self, place)
      // Number 0 is the room that is left.
      if number == 0 { break }
      try budget.spend(Self.prefixSize, reader, place)
      try reader.skip(6, place)
      let size = try reader.size(UInt64.self, place)
      objects[number] = try reader.take(size, place)
      try reader.skip(min((8 - size % 8) % 8, reader.remaining), place)
    }
    collections[address] = objects
    return objects
  }
}
