import CAllocationCounter
import StrataGraph
import Testing

@testable import FuzzReaders
@testable import StrataIO

/// Small files that would take much memory or time if they were believed.
@Suite("Hostile files", .timeLimit(.minutes(15)))
struct HostileFileTests {
  /// The error of `body`, and the most memory that it took, or 0 where that is not measured.
  private func refusal(_ body: () throws -> some Any) throws -> (error: FormatError, memory: Int) {
    peak_memory_begin(.max)
    let result = Result { _ = try body() }
    let memory = Int(peak_memory_end())
    return (try formatError { try result.get() }, memory)
  }

  // MARK: HDF5

  private static let byte: [UInt8] = [0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]

  /// A file with a dataset `d` of bytes.
  private func file(
    _ shape: [Int], layout: [UInt8], filters: [UInt8] = [], _ image: inout HDF5Image
  ) -> [UInt8] {
    var filterMessage = [2, UInt8(filters.count)]
    for filter in filters { filterMessage += [filter, 0, 0, 0, 0, 0] }
    let header = HDF5Image.header([
      HDF5Image.message(1, HDF5Image.dataspace(shape.map { UInt64($0) })), HDF5Image.message(3, Self.byte),
      HDF5Image.message(8, layout), HDF5Image.message(11, filterMessage),
    ])
    let address = image.add(header)
    return image.encoded(root: [HDF5Image.link("d", to: address)])
  }

  /// A file with a dataset `d` of bytes in chunks, which all are the same ones of the file.
  private func file(_ shape: [Int], chunk: Int, origins: [Int], _ data: [UInt8], filters: [UInt8]) -> [UInt8]
  {
    var image = HDF5Image()
    let address = image.add(data)
    let tree = image.add(HDF5Image.tree(origins.map { (data.count, [UInt64($0)], address) }))
    let layout = [3, 2, 2] + little(tree, 8) + little(UInt64(chunk), 4) + little(1, 4)
    return file(shape, layout: layout, filters: filters, &image)
  }

  private func read(_ bytes: [UInt8]) throws -> HostArray {
    try HDF5File(decoding: bytes, file: "memory").root.dataset("d").read()
  }

  @Test("Chunks that are there unfold to what they say")
  func chunks() throws {
    let zeros = [UInt8](repeating: 0, count: 1000)
    let bytes = file([1500], chunk: 1000, origins: [0], deflated(zeros, .zlib), filters: [1])
    #expect(try read(bytes) == HostArray([UInt8](repeating: 0, count: 1500), shape: [1500]))
  }

  @Test("A chunk that is compressed twice, so that 300 bytes would become 64 MiB")
  func chunkCompressedTwice() throws {
    let zeros = [UInt8](repeating: 0, count: 64 << 20)
    let data = deflated(deflated(zeros, .zlib), .zlib)
    let bytes = file([1], chunk: zeros.count, origins: [0], data, filters: [1, 1])
    let (error, memory) = try refusal { try read(bytes) }
    #expect(error.reason == "more than the \(1032 * data.count) bytes that were announced")
    #expect(memory < 4 * 1032 * data.count)
  }

  @Test("Many chunks that are the same bytes of the file")
  func sharedChunks() throws {
    let data = [UInt8](repeating: 7, count: 5000)
    let bytes = file([10_000], chunk: 5000, origins: [0, 5000], data, filters: [])
    let (error, _) = try refusal { try read(bytes) }
    #expect(error.reason == "has parts that contain each other")
  }

  @Test("A dataset as large as its compressed chunk could be, if that were not broken")
  func brokenChunk() throws {
    let data = [UInt8](repeating: 0xff, count: 20_000)
    let bytes = file([20_000_000], chunk: 20_000_000, origins: [0], data, filters: [1])
    let (error, memory) = try refusal { try read(bytes) }
    #expect(error.reason == "the compressed data is broken")
    #expect(memory < 10 * bytes.count)
  }

  @Test("A dataset of which nothing is stored may have 4 KiB")
  func unstored() throws {
    let layout = [3, 1] + little(.max, 8) + little(0, 8)
    var image = HDF5Image()
    let small = file([1 << 12], layout: layout, &image)
    #expect(try read(small).bytes == [UInt8](repeating: 0, count: 1 << 12))
    let large = file([1 << 12 + 1], layout: layout, &image)
    #expect(try refusal { try read(large) }.error.reason == "takes 4097 bytes, and at most 0 are stored")
  }

  // MARK: Others

  @Test("An npy file with thousands of axes, columns first")
  func manyAxes() throws {
    let count = 1 << 15
    let axes = String(repeating: "1, ", count: count)
    let header = Array(
      "{'descr': '|u1', 'fortran_order': True, 'shape': (\(count / 2), \(axes)2), }".utf8)
    let data = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 128) }
    let bytes = [0x93] + Array("NUMPY".utf8) + [2, 0] + littleEndian(UInt32(header.count)) + header + data
    let array = try Npy.decode(bytes, file: "memory")
    #expect(array.type.rank == count + 2)
    let expected = (0..<count).map { data[$0 % 2 * count / 2 + $0 / 2] }
    #expect(array.bytes == expected)
  }

  @Test("A list in an npy header whose end stands before its beginning")
  func listInHeader() throws {
    let header = Array("{'a]': 'b', 'descr': [(".utf8)
    let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0] + littleEndian(UInt16(header.count)) + header
    let error = try formatError { try Npy.decode(bytes, file: "memory") }
    #expect(
      error
        == FormatError(file: "memory", place: "header, character \(header.count)", reason: "'}' is missing"))
  }

  @Test("A safetensors header that is larger than other programs read")
  func safetensorsHeader() throws {
    let error = try formatError {
      try SafeTensors(decoding: littleEndian(UInt64(100_000_001)), file: "memory")
    }
    #expect(error.reason == "100000001 bytes are more than the format allows")
  }

  @Test("A file in an archive that claims to unfold to 5 GiB")
  func archiveBomb() throws {
    var archive = Archive()
    archive.add(Array("a".utf8), [UInt8](repeating: 0, count: 1000), isDeflated: true)
    let count = archive.entries[0].data.count
    archive.entries[0].size = UInt64(UInt32.max)
    archive.entries[0].extra = little(1, 2) + little(8, 2) + little(5 << 30, 8)
    let content = try ZipArchive(decoding: archive.encoded(), file: "memory")
    let (error, memory) = try refusal { try content.content(of: content.entries[0]) }
    #expect(error.reason == "\(count) bytes would unfold to \(5 << 30), which is refused")
    #expect(memory < 1 << 16)
  }

  @Test("Compressed data that unfolds to far more than is harmless")
  func bomb() throws {
    let data = deflated([UInt8](repeating: 0, count: 1 << 20), .gzip)
    func decode(harmless: Int) throws -> [UInt8] {
      try Inflate.decode(data[...], .gzip, harmless: harmless, file: "memory", place: "data")
    }
    #expect(try decode(harmless: 1 << 20).count == 1 << 20)
    let (error, memory) = try refusal { try decode(harmless: 1 << 16) }
    #expect(error.reason.hasPrefix("\(data.count) bytes unfold to more than "))
    #expect(memory < 1 << 19)
  }

  @Test("A CSV file whose only row has as many fields as fit", arguments: ["1,", ",", "x,"])
  func longRow(_ field: String) throws {
    let bytes = Array(String(repeating: field, count: 100_000).utf8) + [UInt8(ascii: "1")]
    peak_memory_begin(.max)
    let table = try CSV(decoding: bytes, file: "memory", header: field == "1," ? .absent : .present)
    let memory = Int(peak_memory_end())
    #expect(table.columnCount == 100_001)
    #expect(memory < 24 * bytes.count)
  }
}
