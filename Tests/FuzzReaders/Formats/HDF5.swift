import StrataIO

extension Format {
  static let hdf5 = Format(
    name: "hdf5",
    seeds: fixtures(
      ["broken", "keras.weights", "legacy", "odd", "superblock2", "superblock3", "tracked", "userblock"].map {
        "HDF5/\($0).h5"
      }) + [writtenHDF5],
    crafts: [{ $0.hdf5() }, { $0.once(in: 20) ? $0.denseHDF5() : $0.hdf5Objects() }], largestMultiple: 64
  ) { bytes in
    var visitor = HDF5Visitor()
    try visitor.visit(HDF5File(decoding: bytes, file: "memory"))
  }

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
  private var rest = 100

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

extension Dice {
  /// A whole file of which addresses, sizes and the beginnings of parts are changed.
  mutating func hdf5() -> [UInt8] {
    var bytes = one(of: Format.hdf5.seeds)
    let addresses = stride(from: 0, to: bytes.count - 8, by: 8).filter { isAddress(in: bytes, at: $0) }
    for _ in 0..<(1 + below(6)) {
      switch below(5) {
      case 0:
        // One part in place of another, or of itself, or a part that begins elsewhere.
        let target = one(of: addresses)
        overwrite(&bytes, at: target, with: number(in: bytes, at: one(of: addresses)), size: 8)
        if once(in: 4) { bytes[target] &+= one(of: [8, 0xf8, 1]) }
      case 1:
        let part = partStart(in: bytes) + below(96)
        guard part < bytes.count else { continue }
        bytes[part] = one(of: [0, 1, 2, 3, 4, 0x10, 0x7f, 0x80, 0xff, bytes[part] &+ 1, bytes[part] &- 1])
      case 2:
        let part = (partStart(in: bytes) + below(96)) / 8 * 8
        overwrite(&bytes, at: part, with: lie(about: bytes), size: one(of: [1, 2, 4, 8]))
      case 3:
        // A size of an axis, a count, or an offset.
        let small = stride(from: 0, to: bytes.count - 8, by: 8).filter {
          1..<256 ~= number(in: bytes, at: $0)
        }
        overwrite(&bytes, at: one(of: small + addresses), with: lie(about: bytes), size: 8)
      default:
        // A message of a header in place of another.
        let source = one(of: addresses) / 8 * 8
        let target = one(of: addresses) / 8 * 8
        let count = min(8 + 8 * below(6), bytes.count - max(source, target))
        bytes.replaceSubrange(target..<target + count, with: Array(bytes[source..<source + count]))
      }
    }
    return bytes
  }

  /// Where a tree, a heap, a list of symbols or an object header begins.
  private mutating func partStart(in bytes: [UInt8]) -> Int {
    let signatures = ["TREE", "SNOD", "HEAP", "GCOL", "OHDR", "OCHK"].map { Array($0.utf8) }
    let first = below(bytes.count)
    for place in Array(first..<bytes.count) + Array(0..<first) where (65...90).contains(bytes[place]) {
      if signatures.contains(where: { bytes[place...].starts(with: $0) }) { return place }
    }
    return first
  }

  private func isAddress(in bytes: [UInt8], at place: Int) -> Bool {
    (96..<UInt64(bytes.count)).contains(number(in: bytes, at: place))
  }

  private func number(in bytes: [UInt8], at place: Int) -> UInt64 {
    bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
