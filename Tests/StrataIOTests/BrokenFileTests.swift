import StrataGraph
import Testing

@testable import StrataIO

/// Mutates good files at random, always the same way, and reads them. Most are broken; none may bring the process down.
@Suite("Broken files")
struct BrokenFileTests {
  typealias Reader = @Sendable ([UInt8]) throws -> Void

  struct Format: Sendable, CustomTestStringConvertible {
    let name: String
    let files: [String]
    let read: Reader

    var testDescription: String { name }
  }

  static let formats = [
    Format(
      name: "npy",
      files: ["float32.npy", "fortran.npy", "uint64.npy", "float16.npy", "bool.npy", "version2.npy"]
    ) {
      _ = try Npy.decode($0, file: "memory")
    },
    Format(name: "npz", files: ["stored.npz", "deflated.npz"]) { _ = try Npz.decode($0, file: "memory") },
    Format(name: "safetensors", files: ["all.safetensors"]) {
      _ = try SafeTensors(decoding: $0, file: "memory")
    },
    Format(name: "IDX", files: ["uint8.idx", "float64.idx", "int8.idx", "uint8.idx.gz", "twoParts.idx.gz"]) {
      _ = try IDX.decode($0, file: "memory")
    },
    Format(name: "CSV", files: ["plain.csv", "header.csv", "tabs.csv"]) {
      _ = try CSV(decoding: $0, file: "memory")
    },
    Format(name: "JSON", files: ["sample.json"]) { _ = try JSONValue(parsing: $0, file: "memory") },
  ]

  @Test("Thousands of mutated files", arguments: formats)
  func mutations(_ format: Format) throws {
    var generator = FixedGenerator(state: 20)
    let originals = try format.files.map { try File.read(fixture($0)) }
    var refused = 0
    let count = 3000
    for _ in 0..<count {
      var bytes = originals.randomElement(using: &generator)!
      for _ in 0..<Int.random(in: 1...3, using: &generator) { mutate(&bytes, originals, &generator) }
      do {
        try format.read(bytes)
      } catch is FormatError {
        refused += 1
      }
    }
    #expect(refused > count / 10)
  }

  private func mutate(_ bytes: inout [UInt8], _ originals: [[UInt8]], _ generator: inout FixedGenerator) {
    guard !bytes.isEmpty else { return bytes.append(UInt8.random(in: 0...255, using: &generator)) }
    // Headers are at the beginning or the end, where most mistakes matter.
    let reach = Bool.random(using: &generator) ? bytes.count : min(bytes.count, 128)
    let distance = Int.random(in: 0..<reach, using: &generator)
    let position = Bool.random(using: &generator) ? distance : bytes.count - 1 - distance
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: bytes.removeSubrange(position...)
    case 1: bytes[position] ^= 1 << UInt8.random(in: 0...7, using: &generator)
    case 2: bytes[position] = [0, 1, 0x7f, 0x80, 0xff, UInt8(ascii: "9")].randomElement(using: &generator)!
    case 3: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: position)
    case 4: bytes.remove(at: position)
    case 5:
      let size = [2, 4, 8].randomElement(using: &generator)!
      let number = [0, 1, Int.max, -1, bytes.count, bytes.count + 1, 1 << 31, 1 << 32].randomElement(
        using: &generator)!
      let end = min(position + size, bytes.count)
      bytes.replaceSubrange(position..<end, with: littleEndian(number).prefix(end - position))
    case 6:
      let other = originals.randomElement(using: &generator)!
      let start = Int.random(in: 0..<other.count, using: &generator)
      let end = min(other.count, start + Int.random(in: 1...64, using: &generator))
      bytes.replaceSubrange(position..<min(bytes.count, position + (end - start)), with: other[start..<end])
    default:
      // A digit more makes a size larger than the file.
      let digits = bytes.indices.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[$0]) }
      guard let digit = digits.randomElement(using: &generator) else { return }
      bytes.insert(UInt8.random(in: 0x30...0x39, using: &generator), at: digit)
    }
  }

  @Test("Files cut off at every length", arguments: formats)
  func truncations(_ format: Format) throws {
    for file in format.files {
      let bytes = try File.read(fixture(file))
      for count in 0..<bytes.count {
        do { try format.read(Array(bytes[..<count])) } catch is FormatError {}
      }
    }
  }
}
