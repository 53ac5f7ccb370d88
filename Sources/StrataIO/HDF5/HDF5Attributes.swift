/// The attributes of a group or a dataset: small values under names.
public struct HDF5Attributes: Sendable {
  /// The names in the order of the file.
  public private(set) var names: [String] = []

  private var messages: [String: HDF5AttributeMessage] = [:]
  private let content: HDF5Bytes
  private let path: String
  private let areInHeap: Bool

  /// The value of an attribute, or nil if there is none with this name.
  /// - Throws: `FormatError` if it is broken or of a type that is not supported.
  public subscript(name: String) -> HDF5Value? {
    get throws(FormatError) {
      guard !areInHeap else {
        throw content.error("'\(path)'", "keeps its attributes in a fractal heap, which is not supported")
      }
      return try messages[name]?.value(in: content, "attribute '\(name)' of '\(path)'")
    }
  }

  init(_ header: HDF5ObjectHeader, of path: String, in content: HDF5Bytes) throws(FormatError) {
    self.content = content
    self.path = path
    let place = "attributes of '\(path)'"
    for var reader in try header.all(.attribute) {
      let message = try HDF5AttributeMessage(&reader, place)
      guard messages.updateValue(message, forKey: message.name) == nil else {
        throw reader.error(place, "'\(message.name)' is there twice")
      }
      names.append(message.name)
    }
    guard var information = try header.first(.attributeInformation) else {
      areInHeap = false
      return
    }
    try information.skip(1, place)
    let flags = try information.number(UInt8.self, place)
    try information.skip(flags & 1 == 0 ? 0 : 2, place)
    areInHeap = try information.address(place) != nil
  }
}
