import StrataGraph

/// Makes an HDF5 file of groups, datasets and attributes, as h5py does by default.
///
///     var writer = HDF5Writer()
///     try writer.addDataset("layers/dense/vars/0", kernel)
///     try writer.addGroup("layers/dense/vars", attributes: ["name": "dense"])
///     try writer.write(to: "a.weights.h5")
///
/// Truth values are written as h5py's enumeration of FALSE and TRUE, texts as UTF-8 of variable length, and `bfloat16` as
/// Keras does: as two bytes without a type, with an attribute `dtype`.
public struct HDF5Writer: Sendable {
  private var root = HDF5Node()

  /// Messages have 16 bits for their size, which is a multiple of 8.
  private static let largestMessage = 65528

  /// A file with an empty root group.
  public init() {}

  /// Adds a group and those that contain it, where they are not there yet, and gives it attributes.
  /// - Parameters:
  ///   - path: names with `/` between them; the root group's is `/`.
  ///   - attributes: each takes less than 64 KiB; of a text, which may have any size, 16 bytes count.
  /// - Throws: `FormatError` if a name is not possible, something else than a group has this path, or an attribute
  ///   is too large; the writer is then as it was.
  public mutating func addGroup(_ path: String, attributes: [String: HDF5Value] = [:]) throws(FormatError) {
    try add(HDF5Node(attributes: attributes), path)
  }

  /// Adds a dataset of numbers and the groups that contain it.
  /// - Throws: `FormatError`, as `addGroup` does.
  public mutating func addDataset(
    _ path: String, _ array: HostArray, attributes: [String: HDF5Value] = [:]
  ) throws(FormatError) {
    try addDataset(path, .array(array), attributes: attributes)
  }

  /// Adds a dataset of numbers or texts and the groups that contain it.
  /// - Throws: `FormatError`, as `addGroup` does.
  public mutating func addDataset(
    _ path: String, _ value: HDF5Value, attributes: [String: HDF5Value] = [:]
  ) throws(FormatError) {
    var attributes = attributes
    if value.array?.type.dtype == .bfloat16 { attributes["dtype"] = "bfloat16" }
    try add(HDF5Node(value: value, attributes: attributes), path)
  }

  /// The bytes of the file.
  public func encoded() -> [UInt8] {
    pieces().reduce(into: []) { $0 += $1.bytes }
  }

  /// The bytes of the file in pieces, one after the other. The datasets are not copied.
  public func pieces() -> [HostArray] {
    let encoder = HDF5Encoder(root)
    func piece(_ bytes: [UInt8]) -> HostArray { HostArray(bytes, shape: [bytes.count]) }
    return [piece(encoder.superblock)] + encoder.pieces + [piece(encoder.rest)]
  }

  /// Writes the file; a crash leaves the old one whole.
  /// - Throws: `FileError`.
  public func write(to path: String) throws {
    let pieces = pieces()
    try AtomicFile.write(to: path) { sink in
      for piece in pieces { try sink.write(piece) }
    }
  }

  private mutating func add(_ node: HDF5Node, _ path: String) throws(FormatError) {
    let names = path.split(separator: "/").map(String.init)
    let place = "'\(path)'"
    for name in names + node.attributes.keys {
      guard !name.isEmpty, name != ".", !name.utf8.contains(0), name.utf8.count < 1 << 15 else {
        throw Self.error(place, "the name '\(name.prefix(40))' is not possible")
      }
    }
    if let value = node.value { try Self.check(value, place) }
    for (name, value) in node.attributes {
      let place = "attribute '\(name)' of \(place)"
      try Self.check(value, place)
      let size = HDF5Message.attribute(name, value, data: value.elements { _ in HDF5Message.noText }.bytes)
        .count
      guard size <= Self.largestMessage else {
        throw Self.error(place, "takes \(size) bytes, and the format allows \(Self.largestMessage)")
      }
    }
    guard root.canAdd(node, at: names[...]) else { throw Self.error(place, "is there already") }
    root.add(node, at: names[...])
  }

  private static func check(_ value: HDF5Value, _ place: String) throws(FormatError) {
    guard value.shape.count <= 32 else { throw error(place, "\(value.shape.count) axes are more than 32") }
    guard case .texts(let texts, let shape) = value else { return }
    guard texts.count == shape.reduce(1, *) else {
      throw error(place, "\(texts.count) texts do not fill the shape \(shape)")
    }
    guard !texts.contains(where: { $0.utf8.contains(0) }) else {
      throw error(place, "a text has a zero byte")
    }
  }

  private static func error(_ place: String, _ reason: String) -> FormatError {
    FormatError(file: "HDF5", place: place, reason: reason)
  }
}
