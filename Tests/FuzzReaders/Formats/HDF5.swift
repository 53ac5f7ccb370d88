import StrataIO

extension Format {
  static let hdf5 = Format(
    name: "hdf5",
    seeds: hdf5Seeds,
    crafts: [
      { $0.hdf5(hdf5Maps) }, { $0.once(in: 50) ? $0.foldedHDF5() : $0.hdf5Objects() },
      { $0.once(in: 50) ? $0.denseHDF5() : $0.hdf5Objects() },
    ], largestMultiple: 64
  ) { bytes in
    var visitor = HDF5Visitor()
    try visitor.visit(HDF5File(decoding: bytes, file: "memory"))
  }

  private static let hdf5Maps = hdf5Seeds.map { HDF5Map($0) }

  private static let hdf5Seeds =
    fixtures(
      ["broken", "keras.weights", "legacy", "odd", "superblock2", "superblock3", "tracked", "userblock"].map {
        "HDF5/\($0).h5"
      }) + [writtenHDF5]

  private static let writtenHDF5: [UInt8] = {
    do {
      var writer = HDF5Writer()
      try writer.addGroup(
        "layers/dense", attributes: ["name": "dense", "names": .texts(["kernel", "bias"])])
      try writer.addDataset(
        "layers/dense/vars/0", HostArray([Float](repeating: 1, count: 12), shape: [3, 4]))
      try writer.addDataset("layers/dense/vars/1", HostArray([Int64](repeating: 1, count: 4), shape: [4]))
      try writer.addDataset("flags", HostArray([true, false], shape: [2]))
      try writer.addDataset("texts", .texts(["a", "bc", ""]))
      return writer.encoded()
    } catch {
      fatalError("\(error)")
    }
  }()
}

/// Reads everything in a file, also after errors.
private struct HDF5Visitor {
  private var failure: (any Error)?
  /// How many objects are still opened: a group may contain itself.
  private var rest = 30

  mutating func visit(_ file: HDF5File) throws {
    visit(file.root, depth: 0)
    _ = attempt { try file.root.datasets().count }
    if let failure { throw failure }
  }

  private mutating func visit(_ group: HDF5Group, depth: Int) {
    visit(group.attributes)
    for name in group.names where rest > 0 && depth < 6 {
      rest -= 1
      switch attempt({ try group[name] }) {
      case .group(let group)??: visit(group, depth: depth + 1)
      case .dataset(let dataset)??: visit(dataset)
      default: break
      }
    }
  }

  private mutating func visit(_ dataset: HDF5Dataset) {
    visit(dataset.attributes)
    _ = attempt { try dataset.value() }
  }

  private mutating func visit(_ attributes: HDF5Attributes) {
    for name in attributes.names { _ = attempt { try attributes[name] } }
  }

  private mutating func attempt<Value>(_ body: () throws -> Value) -> Value? {
    do { return try body() } catch {
      failure = error
      return nil
    }
  }
}

/// A whole file and where in it something stands that other parts depend on.
struct HDF5Map: Sendable {
  let bytes: [UInt8]
  /// Where addresses of parts stand.
  let addresses: [Int]
  /// Where sizes of axes, counts and offsets stand, or other small numbers.
  let smallNumbers: [Int]
  /// Where trees, heaps, lists of symbols and object headers begin.
  let parts: [Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let places = stride(from: 0, to: bytes.count - 8, by: 8)
    addresses = places.filter { 96..<UInt64(bytes.count) ~= Self.number(in: bytes, at: $0) }
    smallNumbers = places.filter { 1..<256 ~= Self.number(in: bytes, at: $0) }
    let signatures = ["TREE", "SNOD", "HEAP", "GCOL", "OHDR", "OCHK"].map { Array($0.utf8) }
    parts =
      addresses.map { Int(Self.number(in: bytes, at: $0)) }
      + bytes.indices.filter { place in
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= bytes[place]
          && signatures.contains { bytes[place...].starts(with: $0) }
      }
  }

  static func number(in bytes: [UInt8], at place: Int) -> UInt64 {
    bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension Dice {
  /// A whole file of which addresses, sizes and the beginnings of parts are changed.
  mutating func hdf5(_ maps: [HDF5Map]) -> [UInt8] {
    let map = one(of: maps)
    var bytes = map.bytes
    for _ in 0..<(1 + below(6)) {
      switch below(5) {
      case 0:
        // One part in place of another, or of itself, or a part that begins elsewhere.
        let target = one(of: map.addresses)
        overwrite(&bytes, at: target, with: HDF5Map.number(in: bytes, at: one(of: map.addresses)), size: 8)
        if once(in: 4) { bytes[target] &+= one(of: [8, 0xf8, 1]) }
      case 1:
        let place = min(one(of: map.parts) + below(96), bytes.count - 1)
        let old = bytes[place]
        bytes[place] = one(of: [0, 1, 2, 3, 4, 0x10, 0x7f, 0x80, 0xff, old &+ 1, old &- 1])
      case 2:
        let place = (one(of: map.parts) + below(96)) / 8 * 8
        overwrite(&bytes, at: place, with: lie(about: bytes), size: one(of: [1, 2, 4, 8]))
      case 3:
        overwrite(&bytes, at: one(of: map.smallNumbers), with: lie(about: bytes), size: 8)
      default:
        // A piece of one part, such as a message of a header, in place of another.
        let source = one(of: map.addresses)
        let target = one(of: map.addresses)
        let count = min(8 + 8 * below(6), bytes.count - max(source, target))
        bytes.replaceSubrange(target..<target + count, with: Array(bytes[source..<source + count]))
      }
    }
    return bytes
  }
}
