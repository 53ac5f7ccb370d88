import StrataGraph
import Testing

@testable import StrataIO

@Suite("zip archives")
struct ZipTests {
  private func archive(_ files: [(String, [UInt8])], largest32: Int = Int(UInt32.max)) throws -> [UInt8] {
    var writer = ZipWriter()
    writer.largest32 = largest32
    var bytes: [UInt8] = []
    for (name, content) in files {
      bytes += try writer.header(name: name, size: content.count, checksum: crc32(content)) + content
    }
    return bytes + writer.finish()
  }

  private let files: [(String, [UInt8])] = [("a", [1, 2, 3]), ("b/ö", []), ("c", Array(0...255))]

  @Test("Files read back, with 32-bit and with 64-bit sizes", arguments: [Int(UInt32.max), 200, 2, 0])
  func roundTrip(_ largest32: Int) throws {
    let archive = try ZipArchive(decoding: archive(files, largest32: largest32), file: "memory")
    #expect(archive.entries.map(\.name) == files.map(\.0))
    #expect(try archive.entries.map { try archive.content(of: $0) } == files.map(\.1))
  }

  @Test("A comment after the directory, even one that looks like its end")
  func comment() throws {
    var bytes = try archive(files)
    let comment = littleEndian(ZipSignature.end) + Array("PKPK".utf8)
    bytes.replaceSubrange(bytes.count - 2..<bytes.count, with: littleEndian(UInt16(comment.count)))
    let archive = try ZipArchive(decoding: bytes + comment, file: "memory")
    #expect(archive.entries.count == 3)
  }

  @Test("More files than 16 bits count")
  func manyFiles() throws {
    let bytes = try archive((0..<70_000).map { ("\($0)", []) })
    #expect(try ZipArchive(decoding: bytes, file: "memory").entries.count == 70_000)
  }

  @Test("A byte that has changed is found by the checksum")
  func checksum() throws {
    var bytes = try archive(files)
    let position = try #require(bytes.firstIndex(of: 200))
    bytes[position] = 201
    let archive = try ZipArchive(decoding: bytes, file: "memory")
    let error = try formatError { try archive.content(of: archive.entries[2]) }
    #expect(error.place == "entry 'c'")
    #expect(error.reason == "the checksum is wrong")
  }

  @Test("Two entries cannot share their bytes")
  func overlap() throws {
    // The content of a is the record of b, and the directory names both.
    var inner = ZipWriter()
    let record = try inner.header(name: "b", size: 3, checksum: crc32([1, 2, 3])) + [1, 2, 3]
    var outer = ZipWriter()
    let header = try outer.header(name: "a", size: record.count, checksum: crc32(record))
    let endSize = 22
    var innerEntry = Array(inner.finish().dropLast(endSize))
    innerEntry.replaceSubrange(42..<46, with: littleEndian(UInt32(header.count)))
    let outerEntry = Array(outer.finish().dropLast(endSize))
    var end = Array(outer.finish().suffix(endSize))
    end.replaceSubrange(8..<12, with: [2, 0, 2, 0])
    end.replaceSubrange(12..<16, with: littleEndian(UInt32(innerEntry.count + outerEntry.count)))
    let error = try formatError {
      try ZipArchive(decoding: header + record + outerEntry + innerEntry + end, file: "memory")
    }
    #expect(error == FormatError(file: "memory", place: "entry 'b'", reason: "overlaps another entry"))
  }

  @Test("A name cannot be there twice")
  func repeatedName() throws {
    let bytes = try archive([("a", [1]), ("a", [2])])
    #expect(try formatError { try ZipArchive(decoding: bytes, file: "memory") }.reason == "is there twice")
  }

  @Test("Truncated at every length")
  func truncated() throws {
    let bytes = try archive(files)
    for count in 0..<bytes.count {
      #expect(throws: FormatError.self) { try ZipArchive(decoding: Array(bytes[..<count]), file: "memory") }
    }
  }

  @Test("Compressed data that unfolds to more than announced stops there")
  func announcedSize() throws {
    var bytes = try File.read(fixture("deflated.npz"))
    let archive = try ZipArchive(decoding: bytes, file: "memory")
    let zeros = try #require(archive.entries.first { $0.name == "zeros.npy" })
    #expect(zeros.data.count < zeros.size / 10)
    // The size in the directory becomes 100.
    let size = littleEndian(UInt32(zeros.size))
    let position = try #require(bytes.indices.last { bytes[$0...].starts(with: size) })
    bytes.replaceSubrange(position..<position + 4, with: littleEndian(UInt32(100)))
    let changed = try ZipArchive(decoding: bytes, file: "memory")
    let entry = try #require(changed.entries.first { $0.name == "zeros.npy" })
    #expect(try formatError { try changed.content(of: entry) }.reason.contains("more than the 100 bytes"))
  }
}
