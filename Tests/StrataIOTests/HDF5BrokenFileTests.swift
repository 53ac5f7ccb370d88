import StrataGraph
import Testing

@testable import StrataIO

/// Changes good files in all ways and reads all that is in them. Nothing may bring the process down, make it hang, or
/// give something that takes more memory than the limits that `HDF5File` names.
@Suite("Broken HDF5 files")
struct HDF5BrokenFileTests {
  /// Reads all groups, attributes and datasets that can be read, and says how many errors there were, which are all
  /// `FormatError`s: nothing here throws another type.
  private static func readAll(_ bytes: [UInt8]) -> Int {
    guard let file = try? HDF5File(decoding: bytes, file: "memory") else { return 1 }
    var errors = 0
    var groups = [file.root]
    var seen = 0
    while let group = groups.popLast(), seen < 50 {
      seen += 1
      errors += readAttributes(group.attributes)
      for name in group.names.prefix(100) {
        switch try? group[name] {
        case .group(let group)?: groups.append(group)
        case .dataset(let dataset)?: errors += read(dataset, bytes.count)
        case nil: errors += 1
        }
      }
    }
    if (try? file.root.datasets()) == nil { errors += 1 }
    return errors
  }

  private static func read(_ dataset: HDF5Dataset, _ fileSize: Int) -> Int {
    let errors = readAttributes(dataset.attributes)
    guard let value = try? dataset.value() else { return errors + 1 }
    // Elements are widened from one byte to four at the most.
    #expect(value.byteCount <= 4 * max(1 << 20, 1032 * fileSize))
    return errors
  }

  private static func readAttributes(_ attributes: HDF5Attributes) -> Int {
    attributes.names.filter { name in (try? attributes[name]) == nil }.count
  }

  @Test("A file that is cut off anywhere", arguments: ["broken.h5", "superblock2.h5", "userblock.h5"])
  func truncations(_ name: String) throws {
    let bytes = try File.read(fixture("HDF5/\(name)"))
    #expect(Self.readAll(bytes) == 0)
    for count in 0..<bytes.count { #expect(Self.readAll(Array(bytes[..<count])) == 1) }
  }

  @Test("Every byte changed", arguments: ["broken.h5", "superblock2.h5"])
  func changedBytes(_ name: String) throws {
    let bytes = try File.read(fixture("HDF5/\(name)"))
    var refused = 0
    for position in bytes.indices {
      for change: UInt8 in bytes[position] == 0 ? [0x01] : [0x01, 0x80, 0xff] {
        var changed = bytes
        changed[position] ^= change
        refused += Self.readAll(changed) > 0 ? 1 : 0
      }
    }
    #expect(refused > bytes.count / 20)
  }

  private static let files = ["broken.h5", "keras.weights.h5", "odd.h5", "superblock2.h5", "tracked.h5"]

  @Test("Thousands of mutated files", arguments: 0..<4)
  func mutations(_ seed: Int) throws {
    var generator = FixedGenerator(state: UInt64(seed))
    let originals = try Self.files.map { try File.read(fixture("HDF5/\($0)")) }
    let addresses = originals.map(Self.addresses)
    var refused = 0
    for _ in 0..<3000 {
      let choice = originals.indices.randomElement(using: &generator)!
      var bytes = originals[choice]
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        Self.mutate(&bytes, addresses[choice], &generator)
      }
      refused += Self.readAll(bytes) > 0 ? 1 : 0
    }
    #expect(refused > 300)
  }

  /// Where numbers stand that may be addresses in the file.
  private static func addresses(_ bytes: [UInt8]) -> [Int] {
    stride(from: 0, to: bytes.count - 8, by: 8).filter { start in
      var reader = ByteReader(bytes, file: "memory", offset: start)
      return (try? reader.size(UInt64.self, "")).map { (96..<bytes.count).contains($0) } ?? false
    }
  }

  private static func mutate(
    _ bytes: inout [UInt8], _ addresses: [Int], _ generator: inout FixedGenerator
  ) {
    // Most of a file is room for more members; what is not zero says something.
    var position = Int.random(in: 0..<bytes.count, using: &generator)
    while bytes[position] == 0 { position = (position + 1) % bytes.count }
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: bytes[position] ^= 1 << UInt8.random(in: 0...7, using: &generator)
    case 1: bytes[position] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &generator)!
    case 2: bytes[position] &+= [1, 8, 0xff, 0xf8].randomElement(using: &generator)!
    case 3:
      // Numbers and addresses, such as those of other parts, so that there are cycles.
      let start = position / 8 * 8
      let numbers = [0, 1, -1, .max, bytes.count, bytes.count - 8, 1 << 31, 1 << 32, 96]
      let other = Int.random(in: 0..<bytes.count, using: &generator) / 8 * 8
      let number = Bool.random(using: &generator) ? other : numbers.randomElement(using: &generator)!
      let size = [2, 4, 8].randomElement(using: &generator)!
      let end = min(start + size, bytes.count)
      bytes.replaceSubrange(start..<end, with: littleEndian(number).prefix(end - start))
    case 4:
      // A part in the place of another one.
      let size = [8, 16, 40, 328].randomElement(using: &generator)!
      let source = Int.random(in: 0..<bytes.count, using: &generator) / 8 * 8
      let target = position / 8 * 8
      let count = min(size, bytes.count - max(source, target))
      bytes.replaceSubrange(target..<target + count, with: Array(bytes[source..<source + count]))
    default:
      // An address where another one stands.
      let from = addresses.randomElement(using: &generator)!
      let to = addresses.randomElement(using: &generator)!
      bytes.replaceSubrange(to..<to + 8, with: Array(bytes[from..<from + 8]))
    }
  }
}
