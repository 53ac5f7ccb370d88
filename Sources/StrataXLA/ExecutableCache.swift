import Foundation

/// Compiled programs in a folder, so that a process need not compile what an earlier one did.
///
/// An entry holds all that its program depends on, and counts only if that is the same and the entry is whole. The
/// entries that were not used for the longest time are removed when all together become too large. Nothing of this
/// ever fails: what cannot be read or written is compiled again.
public struct ExecutableCache: Sendable {
  public let folder: String
  /// What all entries together may take.
  public let byteLimit: Int

  public init(folder: String, byteLimit: Int = 512 << 20) {
    self.folder = folder
    self.byteLimit = byteLimit
  }

  /// The variable that names the folder, or is `0` where nothing is to be kept.
  static let variable = "STRATA_XLA_CACHE"

  /// The cache that the variables of the environment ask for, or nil if none is wanted or there is no place for one.
  public init?(environment: [String: String]) {
    switch environment[Self.variable] {
    case "0": return nil
    case let folder? where !folder.isEmpty: self.init(folder: folder)
    default:
      let caches = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      guard let folder = caches ?? environment["HOME"].map({ $0 + "/.cache" }) else { return nil }
      self.init(folder: folder + "/strata/xla")
    }
  }

  /// What was stored for a key, or nil.
  func value(for key: [UInt8]) -> [UInt8]? {
    let path = path(for: key)
    guard let content = FileManager.default.contents(atPath: path),
      let entry = CacheEntry(parsing: [UInt8](content)), entry.key == key
    else { return nil }
    try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: path)
    return entry.value
  }

  /// Stores a value, in the place of an entry with the same name if there is one.
  func store(_ value: [UInt8], for key: [UInt8]) {
    let content = CacheEntry(key: key, value: value).bytes
    guard content.count <= byteLimit else { return }
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try? Data(content).write(to: URL(fileURLWithPath: path(for: key)), options: .atomic)
    removeOldest()
  }

  private func path(for key: [UInt8]) -> String {
    "\(folder)/\(String(checksum(key), radix: 16)).\(Self.fileExtension)"
  }

  private static let fileExtension = "xla"

  /// Removes the entries that were not used for the longest time, until the others fit.
  private func removeOldest() {
    let files = URL(fileURLWithPath: folder)
    let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey]
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let entries = names.filter { $0.hasSuffix(".\(Self.fileExtension)") }.compactMap { name in
      let url = files.appendingPathComponent(name)
      return (try? url.resourceValues(forKeys: keys)).map { values in
        (url: url, size: values.fileSize ?? 0, used: values.contentModificationDate ?? .distantPast)
      }
    }
    var total = entries.reduce(0) { $0 + $1.size }
    for entry in entries.sorted(by: { $0.used < $1.used }) {
      if total <= byteLimit { break }
      try? FileManager.default.removeItem(at: entry.url)
      total -= entry.size
    }
  }
}
