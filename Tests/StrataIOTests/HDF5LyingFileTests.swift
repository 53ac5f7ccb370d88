import StrataGraph
import Testing

@testable import StrataIO

/// Files that claim what is not so, each in one place.
@Suite("HDF5 files that lie")
struct HDF5LyingFileTests {
  /// The bytes of a file in which the only place with `old` gets the bytes `new`.
  private static func patched(_ bytes: [UInt8], _ old: [UInt8], _ new: [UInt8]) throws -> [UInt8] {
    let places = bytes.indices.filter { bytes[$0...].starts(with: old) }
    #expect(places.count == 1)
    let place = try #require(places.first)
    return Array(bytes[..<place]) + new + bytes[(place + new.count)...]
  }

  private static func numbers(_ numbers: [Int]) -> [UInt8] { numbers.flatMap { littleEndian(UInt64($0)) } }

  private static func narrow(_ numbers: [Int]) -> [UInt8] { numbers.flatMap { littleEndian(UInt32($0)) } }

  // MARK: Arrays in one piece

  /// A file with a dataset of 7 × 5 numbers.
  private static func whole() throws -> [UInt8] {
    var writer = HDF5Writer()
    try writer.addDataset("x", HostArray([Int32](repeating: 1, count: 35), shape: [7, 5]))
    return writer.encoded()
  }

  @Test(
    "A dataset that claims to be larger than the file",
    arguments: [
      ([7, 6], "needs 168 bytes"), ([1 << 20, 1 << 20], "needs 4398046511104 bytes"),
      ([1 << 31, 1 << 31], "is not possible"), ([1 << 62, 4], "is not possible"), ([-1, 5], "is too large"),
    ])
  func shape(_ shape: [Int], _ reason: String) throws {
    var bytes = try Self.whole()
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: Self.numbers([7, 5])) })
    let new = shape.flatMap { littleEndian(UInt64(bitPattern: Int64($0))) }
    bytes.replaceSubrange(place..<place + 16, with: new)
    // Elements in the last bytes of the file, so that more are not there.
    bytes = try Self.patched(bytes, Self.numbers([96, 140]), Self.numbers([bytes.count - 140, 140]))
    let error = try formatError { try HDF5File(decoding: bytes, file: "memory").root.dataset("x").read() }
    #expect(error.description.contains(reason), "\(error)")
    #expect(error.place.hasSuffix("'/x'"))
  }

  @Test("An object header that goes on in itself")
  func continuation() throws {
    let bytes = try Self.whole()
    let layout = [3, 1] + Self.numbers([96, 140])
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: layout) })
    let message = littleEndian(UInt16(16)) + [24, 0, 0, 0, 0, 0] + Self.numbers([place - 8, 32])
    let cyclic = Array(bytes[..<(place - 8)]) + message + bytes[(place + 16)...]
    let error = try formatError { try HDF5File(decoding: cyclic, file: "memory").root.dataset("x") }
    #expect(error.reason == "has parts that contain each other")
  }

  @Test("A tree whose node is its own child")
  func tree() throws {
    var bytes = try Self.whole()
    let node = try #require(bytes.indices.first { bytes[$0...].starts(with: "TREE".utf8) })
    bytes[node + 5] = 1
    bytes.replaceSubrange(node + 32..<node + 40, with: Self.numbers([node]))
    let error = try formatError { try HDF5File(decoding: bytes, file: "memory") }
    #expect(
      error == FormatError(file: "memory", place: "group '/'", reason: "the levels of its tree are wrong"))
  }

  @Test("A group that contains itself")
  func cycle() throws {
    var writer = HDF5Writer()
    try writer.addGroup("a/b")
    try writer.addDataset("a/x", HostArray([Float(1)], shape: [1]))
    let bytes = writer.encoded()
    let file = try HDF5File(decoding: bytes, file: "memory")
    #expect(try file.root.datasets().map(\.path) == ["/a/x"])
    // The symbol of b gets the address of a.
    let symbols = bytes.indices.filter { bytes[$0...].starts(with: "SNOD".utf8) }
    let inner = try #require(symbols.first { bytes[$0 + 6] == 2 })
    let outer = try #require(symbols.last)
    let address = Array(bytes[(outer + 16)..<(outer + 24)])
    var cyclic = bytes
    cyclic.replaceSubrange(inner + 16..<inner + 24, with: address)
    let root = try HDF5File(decoding: cyclic, file: "memory").root
    #expect(try root.dataset("a/b/b/b/x").read() == HostArray([Float(1)], shape: [1]))
    #expect(try root.datasets().map(\.path) == ["/a/x"])
  }

  // MARK: Chunks

  /// A dataset of 7 × 5 numbers in chunks of 3 × 4, which are compressed.
  private static func chunks(_ old: [UInt8], _ new: [UInt8]) throws -> FormatError {
    let bytes = try patched(File.read(fixture("HDF5/broken.h5")), old, new)
    return try formatError {
      try HDF5File(decoding: bytes, file: "memory").root.dataset("group/chunks").read()
    }
  }

  @Test("Compressed chunks that unfold to more or less than they should")
  func chunkSize() throws {
    let shape = Self.narrow([3, 4, 4])
    #expect(
      try Self.chunks(shape, Self.narrow([1, 1, 4])).reason == "more than the 4 bytes that were announced")
    #expect(
      try Self.chunks(shape, Self.narrow([3, 1 << 20, 4])).reason.hasSuffix("bytes instead of 12582912"))
    #expect(
      try Self.chunks(shape, Self.narrow([1 << 30, 4, 4])).reason.hasSuffix("elements are not possible"))
    #expect(try Self.chunks(shape, Self.narrow([0, 4, 4])).reason.hasSuffix("elements are not possible"))
  }

  @Test("A dataset that is larger than its chunks could be")
  func datasetSize() throws {
    let shape = Self.numbers([7, 5, 7, 5])
    let error = try Self.chunks(shape, Self.numbers([1 << 20, 5, 7, 5]))
    #expect(error.reason.hasPrefix("takes 20971520 bytes, and at most "))
    #expect(
      try Self.chunks(shape, Self.numbers([2, 5, 7, 5])).reason == "a chunk is at [3, 0], where none can be")
  }
}
