/// Makes the collections in which texts stand.
struct HDF5HeapWriter {
  private(set) var bytes: [UInt8] = []

  private let base: Int
  private var objects: [UInt8] = []
  private var count: UInt16 = 0

  private static let prefixSize = 16
  /// The library of the format makes none that is smaller.
  private static let smallestCollection = 4096
  private static let usualCollection = 1 << 16

  /// - Parameter base: the address at which `bytes` will be.
  init(base: Int) { self.base = base }

  /// Adds a text, and gives what stands in its place.
  mutating func add(_ text: String) -> [UInt8] {
    let text = Array(text.utf8)
    if text.isEmpty { return HDF5Message.noText }
    if objects.count + text.count > Self.usualCollection { finish() }
    count += 1
    objects += littleEndian(count) + [1, 0, 0, 0, 0, 0] + littleEndian(UInt64(text.count))
    objects += HDF5Message.padded(text)
    return littleEndian(UInt32(text.count)) + littleEndian(UInt64(base + bytes.count))
      + littleEndian(UInt32(count))
  }

  /// Closes the last collection.
  mutating func finish() {
    guard count > 0 else { return }
    let used = Self.prefixSize + objects.count
    let size = max(used + Self.prefixSize, Self.smallestCollection)
    bytes += Array("GCOL".utf8) + [1, 0, 0, 0] + littleEndian(UInt64(size)) + objects
    // Object 0 is the room that is left.
    bytes += littleEndian(UInt64(0)) + littleEndian(UInt64(size - used))
    bytes += [UInt8](repeating: 0, count: size - used - Self.prefixSize)
    objects = []
    count = 0
  }
}
