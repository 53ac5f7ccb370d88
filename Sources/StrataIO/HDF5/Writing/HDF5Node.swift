/// A group, or a dataset if it has a value.
struct HDF5Node: Sendable {
  var value: HDF5Value?
  var attributes: [String: HDF5Value] = [:]
  private var members: [String: HDF5Node] = [:]

  init(value: HDF5Value? = nil, attributes: [String: HDF5Value] = [:]) {
    self.value = value
    self.attributes = attributes
  }

  /// In the order of their names' bytes, as the format wants.
  var sortedMembers: [(name: String, node: HDF5Node)] {
    members.map { (name: $0.key, node: $0.value) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Whether only groups are on the way, and there only a group that `node` adds to.
  func canAdd(_ node: HDF5Node, at names: ArraySlice<String>) -> Bool {
    guard value == nil else { return false }
    guard let name = names.first else { return node.value == nil }
    return members[name]?.canAdd(node, at: names.dropFirst()) ?? true
  }

  /// Adds what `canAdd` allows.
  mutating func add(_ node: HDF5Node, at names: ArraySlice<String>) {
    guard let name = names.first else {
      value = node.value
      return attributes.merge(node.attributes) { $1 }
    }
    members[name, default: HDF5Node()].add(node, at: names.dropFirst())
  }
}
