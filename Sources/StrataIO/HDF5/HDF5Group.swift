/// A group of an HDF5 file: members under names, and attributes.
public struct HDF5Group: Sendable {
  /// The path from the root, such as `/layers/dense`; the root's is `/`.
  public let path: String
  /// The attributes.
  public let attributes: HDF5Attributes

  private let links: HDF5Links
  private let content: HDF5Bytes

  /// The names of the members, in the order of their bytes.
  public var names: [String] { links.names }

  /// The member with a name or a path such as `dense/vars/0`, or nil if there is none.
  /// - Throws: `FormatError` if it is broken, or a link to a path or another file, which are not supported.
  public subscript(path: String) -> HDF5Object? {
    get throws(FormatError) {
      var budget = content.budget
      return try member(path, &budget)
    }
  }

  /// The group with a path.
  /// - Throws: `FormatError` if there is none or it is broken.
  public func group(_ path: String) throws(FormatError) -> HDF5Group {
    guard case .group(let group) = try object(path) else {
      throw content.error(place, "'\(path)' is not a group")
    }
    return group
  }

  /// The dataset with a path.
  /// - Throws: `FormatError` if there is none or it is broken.
  public func dataset(_ path: String) throws(FormatError) -> HDF5Dataset {
    guard case .dataset(let dataset) = try object(path) else {
      throw content.error(place, "'\(path)' is not a dataset")
    }
    return dataset
  }

  /// All datasets in this group and the groups in it, in the order of their paths; one with several names is there
  /// once. Links to paths or other files are passed over.
  /// - Throws: `FormatError`.
  public func datasets() throws(FormatError) -> [HDF5Dataset] {
    var datasets: [HDF5Dataset] = []
    var budget = content.budget
    var seen: Set<Int> = []
    var stack = [HDF5Object.group(self)]
    while let object = stack.popLast() {
      switch object {
      case .dataset(let dataset): datasets.append(dataset)
      case .group(let group):
        for name in group.names.reversed() {
          guard let target = group.links[name], case .object(let address) = target,
            seen.insert(address).inserted
          else { continue }
          stack.append(try group.open(name, target, &budget))
        }
      }
    }
    return datasets
  }

  init(at address: Int, path: String, in content: HDF5Bytes, _ budget: inout HDF5Budget) throws(FormatError) {
    let place = "group '\(path)'"
    let header = try HDF5ObjectHeader(at: address, in: content, &budget, place)
    try self.init(header, path: path, in: content, &budget)
  }

  init(
    _ header: HDF5ObjectHeader, path: String, in content: HDF5Bytes, _ budget: inout HDF5Budget
  ) throws(FormatError) {
    self.path = path
    self.content = content
    let place = "group '\(path)'"
    guard header.has(.symbolTable) || header.has(.linkInformation) || header.has(.link) else {
      throw content.error(place, "is not a group")
    }
    links = try HDF5Links(header, in: content, &budget, place)
    attributes = try HDF5Attributes(header, of: path, in: content)
  }

  private var place: String { "group '\(path)'" }

  private func object(_ path: String) throws(FormatError) -> HDF5Object {
    if let object = try self[path] { return object }
    // The error names the group in which the path ends.
    let parents = path.split(separator: "/").dropLast().joined(separator: "/")
    let last = path.split(separator: "/").last.map(String.init) ?? path
    throw parents.isEmpty ? missing(last) : try group(parents).missing(last)
  }

  private func missing(_ name: String) -> FormatError {
    let list = names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
    let rest = names.count > 20 ? " and \(names.count - 20) more" : ""
    return content.error(place, "has no '\(name)'; its members are \(names.isEmpty ? "none" : list)\(rest)")
  }

  private func member(_ path: String, _ budget: inout HDF5Budget) throws(FormatError) -> HDF5Object? {
    var object = HDF5Object.group(self)
    for name in path.split(separator: "/") {
      guard case .group(let group) = object, let target = group.links[String(name)] else { return nil }
      object = try group.open(String(name), target, &budget)
    }
    return object
  }

  private func open(
    _ name: String, _ target: HDF5Links.Target, _ budget: inout HDF5Budget
  ) throws(FormatError) -> HDF5Object {
    guard case .object(let address) = target else {
      throw content.error(place, "'\(name)' is a link to a path or another file, which is not supported")
    }
    let path = path == "/" ? "/\(name)" : "\(path)/\(name)"
    let place = "object '\(path)'"
    try budget.spend(path.utf8.count, content.reader(at: address), place)
    let header = try HDF5ObjectHeader(at: address, in: content, &budget, place)
    return header.has(.layout)
      ? .dataset(try HDF5Dataset(header, path: path, in: content))
      : .group(try HDF5Group(header, path: path, in: content, &budget))
  }
}

/// A member of a group.
public enum HDF5Object: Sendable {
  /// A group.
  case group(HDF5Group)
  /// A dataset.
  case dataset(HDF5Dataset)
}
