import Testing

@testable import StrataIO

@Suite("PNG")
struct PNGTests {
  /// The chunks of a file: names and contents.
  private func chunks(_ file: [UInt8]) -> [(name: String, content: [UInt8])] {
    var chunks: [(String, [UInt8])] = []
    var place = 8
    while place < file.count {
      let length = number(file[place..<place + 4])
      let named = Array(file[place + 4..<place + 8 + length])
      #expect(number(file[(place + 8 + length)..<(place + 12 + length)]) == Int(crc32(named)))
      chunks.append((String(decoding: named[..<4], as: UTF8.self), Array(named[4...])))
      place += 12 + length
    }
    return chunks
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

  /// The pixels, by the filters that the standard defines.
  private func pixels(_ data: [UInt8], width: Int, channels: Int) throws -> [UInt8] {
    // zlib's wrapping: two bytes before the compressed data and a checksum of four behind it.
    let rows = try Inflate.decode(data[2..<data.count - 4], .none, file: "png", place: "IDAT")
    var pixels: [UInt8] = []
    for start in stride(from: 0, to: rows.count, by: width * channels + 1) {
      let above = Array(pixels.suffix(width * channels))
      for (index, byte) in rows[(start + 1)...(start + width * channels)].enumerated() {
        switch rows[start] {
        case 0: pixels.append(byte)
        case 2: pixels.append(byte &+ above[index])
        default: Issue.record("unknown filter \(rows[start])")
        }
      }
    }
    return pixels
  }

  @Test("The file is what the standard says", arguments: [PNG.PixelFormat.gray, .rgb])
  func standard(_ format: PNG.PixelFormat) throws {
    let (width, height) = (5, 3)
    let picture = (0..<width * height * format.channels).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
    let file = PNG.encode(picture, width: width, height: height, format: format)
    #expect(file[..<8] == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    let chunks = chunks(file)
    #expect(chunks.map(\.name) == ["IHDR", "IDAT", "IEND"])
    #expect(chunks[0].content == [0, 0, 0, 5, 0, 0, 0, 3, 8, format == .gray ? 0 : 2, 0, 0, 0])
    #expect(try pixels(chunks[1].content, width: width, channels: format.channels) == picture)
    // The same in every PNG file.
    #expect(file.suffix(12) == [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
  }
}
