import Foundation

/// Writes files so that a crash at any moment leaves either the old content or the new, whole.
///
/// The new content goes to a file beside the old one, is forced to the disk, and takes the old one's name.
public enum AtomicFile {
  /// Where the content of a file goes, piece by piece.
  public struct Sink: ~Copyable {
    let path: String
    let file: Int32

    /// Writes the next bytes.
    /// - Throws: `FileError`, for example when the disk is full.
    public func write(_ bytes: [UInt8]) throws(FileError) {
      var written = 0
      while written < bytes.count {
        let count = bytes.withUnsafeBytes {
          Foundation.write(file, $0.baseAddress! + written, $0.count - written)
        }
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw FileError(path: path, action: "write") }
        written += count
      }
    }
  }

  /// Replaces the content of the file at `path`, or makes it.
  /// - Throws: `FileError`; the old file is then as it was.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    try write(to: path) { sink in try sink.write(bytes) }
  }

  /// Replaces the content of the file at `path`, or makes it, with what `body` writes.
  /// - Throws: `FileError` or what `body` throws; the old file is then as it was.
  public static func write(to path: String, _ body: (borrowing Sink) throws -> Void) throws {
    let target = followingLinks(path)
    let (beside, file) = try createFile(beside: target)
    var old = stat()
    if stat(target, &old) == 0 { fchmod(file, old.st_mode & 0o777) }
    do {
      defer { close(file) }
      try body(Sink(path: path, file: file))
      guard fsync(file) == 0 else { throw FileError(path: path, action: "write to the disk") }
    } catch {
      unlink(beside)
      throw error
    }
    guard rename(beside, target) == 0 else {
      let error = FileError(path: path, action: "replace")
      unlink(beside)
      throw error
    }
    synchronizeFolder(of: target)
  }

  /// A link stays a link: the file that it names is the one to replace.
  private static func followingLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func createFile(beside path: String) throws(FileError) -> (String, Int32) {
    while true {
      let name = "\(path).\(String(UInt32.random(in: .min ... .max), radix: 36)).new"
      let file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if file >= 0 { return (name, file) }
      guard errno == EEXIST || errno == EINTR else { throw FileError(path: path, action: "create") }
    }
  }

  /// Forces the new name to the disk. Some file systems cannot, and the file is whole all the same.
  private static func synchronizeFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
