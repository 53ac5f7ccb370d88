import StrataGraph
import Testing

@testable import StrataIO

@Suite("IDX")
struct IDXTests {
  static let files = [
    "uint8.idx", "int16.idx", "int32.idx", "int8.idx", "float32.idx", "float64.idx", "uint8.idx.gz",
    "twoParts.idx.gz",
  ]

  @Test("Every element type, plain and gzipped", arguments: files)
  func reads(_ file: String) throws { try Expectations().check(IDX.read(fixture(file)), file: file) }

  @Test(
    "Headers that lie",
    arguments: [
      ([0, 0, 8, 1, 0, 0, 0, 5, 1, 2, 3, 4], "needs 5 bytes"),
      ([0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3, 4], "1 bytes come"),
      ([0, 0, 8, 1, 255, 255, 255, 255], "needs 4294967295 bytes"),
      ([0, 0, 10, 1, 0, 0, 0, 0], "type 10 is not known"),
      ([1, 0, 8, 1, 0, 0, 0, 0], "not an IDX file"), ([0, 0, 8, 255, 0, 0], "needs 4 bytes"),
      ([], "needs 2 bytes"),
      ([0, 0, 8, 3] + [UInt8](repeating: 255, count: 12), "is not possible"),
    ] as [([UInt8], String)])
  func lyingHeaders(_ bytes: [UInt8], _ reason: String) throws {
    #expect(try formatError { try IDX.decode(bytes, file: "memory") }.reason.contains(reason))
  }

  @Test("Broken compressed data")
  func brokenGzip() throws {
    let bytes = try File.read(fixture("uint8.idx.gz"))
    func reason(_ bytes: [UInt8]) throws -> String {
      try formatError { try IDX.decode(bytes, file: "memory") }.reason
    }
    #expect(try reason(Array(bytes.dropLast(3))) == "the compressed data is cut off")
    #expect(try reason(bytes + [7]) != "")
    var flipped = bytes
    flipped[bytes.count - 6] ^= 1
    #expect(try reason(flipped) == "the compressed data is broken")
  }

  static let dataSet = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"

  @Test(
    "The images of Fashion-MNIST",
    .enabled(if: (try? File.read(dataSet)) != nil, "the package dataset-fashion-mnist is not installed"))
  func fashionMNIST() throws {
    let images = try IDX.read(Self.dataSet)
    #expect(images.type == TensorType(.uint8, [60_000, 28, 28]))
    // Python: zlib.crc32(gzip.open(path).read()[16:])
    #expect(crc32(images.bytes) == 0xae65dccd)
  }
}
