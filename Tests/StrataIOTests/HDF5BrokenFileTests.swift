import StrataGraph
import Testing

@testable import StrataIO

/// Changes every byte of good files and reads all that is in them. Nothing may bring the process down, or give something
/// that takes more memory than the limits that `HDF5File` names. `FuzzTests` makes changes at random.
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
    #expect(value.byteCount <= 4 * max(1 << 12, 1032 * fileSize))
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
}
